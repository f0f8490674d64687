using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
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

/// <summary>The messages of a WebSocket.</summary>
/// <param name="Incoming">The type of the client's messages.</param>
/// <param name="Outgoing">The type of the server's messages.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record SocketDescription(Type Incoming, Type Outgoing);

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

    internal Dependency? Source { get; set; }
}

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

/// <summary>How a handler's value becomes a response.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum OutputKind
{
    /// <summary>No value: 204.</summary>
    Nothing,

    /// <summary>JSON of the declared type.</summary>
    Json,

    /// <summary>Plain text.</summary>
    Text,

    /// <summary>A page.</summary>
    Html,

    /// <summary>Bytes or a stream.</summary>
    Bytes,

    /// <summary>Items as they come: a JSON array, JSON Lines or server-sent events.</summary>
    Stream,

    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>A result of ASP.NET's, which writes and documents itself.</summary>
    Result,

    /// <summary>A WebSocket.</summary>
    Socket,
}
