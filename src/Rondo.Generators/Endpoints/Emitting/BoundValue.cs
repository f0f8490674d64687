namespace Rondo.Generators.Endpoints.Emitting;

/// <summary>The code by which a parameter gets its value.</summary>
/// <param name="Statements">The statements that come first; may be empty.</param>
/// <param name="Expression">The value.</param>
internal sealed record BoundValue(string Statements, string Expression)
{
    /// <summary>A value that needs no statements.</summary>
    internal static BoundValue Of(string expression) => new("", expression);
}
