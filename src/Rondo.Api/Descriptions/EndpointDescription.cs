using System.ComponentModel;
using Microsoft.AspNetCore.Builder;

namespace Rondo.Api.Runtime;

/// <summary>The facts that the generator knows of a handler: the source of the docs, and endpoint metadata.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record EndpointDescription
{
    /// <summary>The handler's name in its program: <c>Items.Create</c>, or file and line of a lambda.</summary>
    public required string Handler { get; init; }

    /// <summary>From the handler's documentation comment.</summary>
    public string? Summary { get; init; }

    /// <summary>From the handler's documentation comment.</summary>
    public string? Remarks { get; init; }

    /// <summary>The inputs of the handler, without those of its dependencies.</summary>
    public IReadOnlyList<InputDescription> Inputs { get; init; } = [];

    /// <summary>The functions that run before it.</summary>
    public IReadOnlyList<DependencyDescription> Dependencies { get; init; } = [];

    /// <summary>The successful answer.</summary>
    public required OutputDescription Output { get; init; }

    /// <summary>Errors that its code is seen to throw, and those that it declares.</summary>
    public IReadOnlyList<Type> Errors { get; init; } = [];

    /// <summary>Statuses of the errors that its code is seen to throw without a class of their own.</summary>
    public IReadOnlyList<int> ErrorStatuses { get; init; } = [];

    /// <summary>Its attributes, which are endpoint metadata: authorization, tags, names.</summary>
    public IReadOnlyList<object> Metadata { get; init; } = [];

    /// <summary>Whether it reads a form.</summary>
    public bool ReadsForm { get; init; }

    /// <summary>The messages, of a WebSocket.</summary>
    public SocketDescription? Socket { get; init; }

    /// <summary>The metadata of ASP.NET's result types.</summary>
    public Action<EndpointBuilder>? Populate { get; init; }

    /// <summary>Inputs of the handler and of everything that it depends on, each once.</summary>
    public IEnumerable<InputDescription> AllInputs() => Inputs
        .Concat(Closure(Dependencies).SelectMany(static dependency => dependency.Inputs))
        .DistinctBy(static input => (input.In, input.Name));

    /// <summary>Errors of the handler and of everything that it depends on.</summary>
    public IEnumerable<Type> AllErrors() => Errors.Concat(Closure(Dependencies).SelectMany(static dependency => dependency.Errors))
        .Distinct();

    internal void AddTo(IList<object> metadata)
    {
        foreach (var item in Metadata)
            metadata.Add(item);
        metadata.Add(this);
    }

    internal static IEnumerable<DependencyDescription> Closure(IEnumerable<DependencyDescription> dependencies) =>
        dependencies.SelectMany(static dependency => Closure(dependency.Dependencies).Append(dependency)).Distinct();
}
