namespace Rondo.Generators.Endpoints.Model;

/// <summary>The place that a parameter's value comes from.</summary>
internal abstract record ParameterSource
{
    /// <summary>The part of the request, as <c>InputLocation</c> names it; null for a value that the docs do not list.</summary>
    internal virtual string? Location => null;

    /// <summary>The inside of the value, which is validated member by member.</summary>
    internal virtual ShapeModel? Inside => null;

    /// <summary>Whether the request's form is read for it.</summary>
    internal virtual bool IsForm => false;

    /// <summary>Whether it is the session of a WebSocket.</summary>
    internal virtual bool IsSession => false;

    /// <summary>Whether a client can send a wrong value before the handler runs.</summary>
    internal virtual bool CanBeWrong => true;
}
