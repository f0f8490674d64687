using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>The successful answer of a handler.</summary>
/// <param name="Kind">How it is written.</param>
/// <param name="Type">The type of the value, of one item for streams; null where there is none.</param>
/// <param name="Status">The status code, unless the endpoint says another.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record OutputDescription(OutputKind Kind, Type? Type, int Status)
{
    /// <summary>From the documentation comment.</summary>
    public string? Description { get; init; }

    /// <summary>Where null may stand, level by level: a question mark or a dot. Empty for nowhere.</summary>
    public string Nulls { get; init; } = "";
}
