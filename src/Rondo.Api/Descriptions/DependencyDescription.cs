using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>A dependency, as the docs need it.</summary>
/// <param name="Name">The function's name.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record DependencyDescription(string Name)
{
    /// <summary>The inputs from the request.</summary>
    public IReadOnlyList<InputDescription> Inputs { get; init; } = [];

    /// <summary>The dependencies.</summary>
    public IReadOnlyList<DependencyDescription> Dependencies { get; init; } = [];

    /// <summary>Errors that its code is seen to throw, and those that it declares.</summary>
    public IReadOnlyList<Type> Errors { get; init; } = [];

    /// <summary>Its attributes.</summary>
    public IReadOnlyList<object> Metadata { get; init; } = [];

    /// <summary>Whether it reads a form.</summary>
    public bool ReadsForm { get; init; }

    /// <summary>Statuses of the errors that its code is seen to throw without a class of their own.</summary>
    public IReadOnlyList<int> ErrorStatuses { get; init; } = [];

    /// <summary>The function itself, a <c>Dependency</c>: the layer above, which these descriptions do not know.</summary>
    internal object? Source { get; set; }
}
