using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Rondo.Api.Runtime;

/// <summary>One input of a handler or dependency.</summary>
/// <param name="In">Where it stands.</param>
/// <param name="Name">Its name there; empty for a body.</param>
/// <param name="Type">The type that it is read as.</param>
/// <param name="Required">Whether the request is wrong without it.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record InputDescription(InputLocation In, string Name, Type Type, bool Required)
{
    /// <summary>The value taken where there is none.</summary>
    public object? Default { get; init; }

    /// <summary>From the documentation comment.</summary>
    public string? Description { get; init; }

    /// <summary>Its constraints.</summary>
    public IReadOnlyList<ValidationAttribute> Constraints { get; init; } = [];

    /// <summary>Its attributes for the docs: examples, deprecation.</summary>
    public IReadOnlyList<object> Metadata { get; init; } = [];

    /// <summary>Media types, of a body.</summary>
    public IReadOnlyList<string> ContentTypes { get; init; } = [];

    /// <summary>Whether every item of a list is an input of its own: repeated query parameters.</summary>
    public bool Many { get; init; }

    /// <summary>Whether it is in the path if the built route has a parameter of its name, and in the query otherwise.</summary>
    public bool Inferred { get; init; }

    /// <summary>Where null may stand in a body, level by level: a question mark or a dot. Empty for nowhere.</summary>
    public string Nulls { get; init; } = "";
}
