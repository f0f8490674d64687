namespace Rondo.Generators.Endpoints.Model;

/// <summary>A value, or a list of values, that the client sends as text under a name.</summary>
/// <param name="Place">The part of the request that has the text.</param>
/// <param name="Value">How the text becomes the value, or an item of the list.</param>
/// <param name="Collection">The list; null for a single value.</param>
internal sealed record TextSource(TextPlace Place, ValueModel Value, CollectionModel? Collection = null) : ParameterSource
{
    internal override string? Location => Place.ToString();

    internal override bool IsForm => Place == TextPlace.Form;
}

/// <summary>The parts of a request that have text under names, as <c>InputLocation</c> names them.</summary>
internal enum TextPlace
{
    Path,
    Query,
    Header,
    Cookie,
    Form,
}
