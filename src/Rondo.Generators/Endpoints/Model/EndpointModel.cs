using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Model;

/// <summary>One handler: a call of <c>app.Get(…)</c> and its like, or a method with <c>[Get]</c>.</summary>
internal sealed record EndpointModel
{
    /// <summary>Distinguishes it among all handlers. An edit of a handler's body leaves it alone.</summary>
    public string Id { get; init; } = "";

    /// <summary>A hash of the code that calls <c>app.Get(…)</c> and its like.</summary>
    public uint SetUp { get; init; }

    /// <summary>A hash of what the types that it takes and gives look like in JSON and in the docs.</summary>
    public uint Contract { get; init; }

    /// <summary>The declared method that the call names: <c>Get</c>, <c>WebSocket</c>, <c>Depends</c>.</summary>
    public string Declared { get; init; } = "";

    public EndpointKind Kind { get; init; }

    /// <summary>The HTTP method; empty for guards and for handlers without a request.</summary>
    public string Method { get; init; } = "";

    /// <summary>The attribute that redirects the call here; empty for attributed methods.</summary>
    public string Interception { get; init; } = "";

    /// <summary>The pattern, where it is a constant.</summary>
    public string? Pattern { get; init; }

    /// <summary>Parameters of the route that the handler itself does not take: a dependency may.</summary>
    public EquatableArray<string> LeftToDependencies { get; init; }

    /// <summary>For attributed methods: their class as C#, and how to call them.</summary>
    public string? Container { get; init; }

    public string? MethodName { get; init; }

    public bool IsStatic { get; init; }

    /// <summary>For a guard that is a dependency of the program: its key.</summary>
    public string Dependency { get; init; } = "";

    /// <summary>The name of the handler for people.</summary>
    public string Handler { get; init; } = "";

    /// <summary>A lambda of the delegate's natural type.</summary>
    public string Cast { get; init; } = "";

    /// <summary>For a handler without a request, the call that it is passed to; null for others.</summary>
    public HandlerCallModel? Call { get; init; }

    public EquatableArray<ParameterModel> Parameters { get; init; }

    public ReturnModel Return { get; init; } = new(ResponseKind.Nothing, false, "void", null);

    public EquatableArray<string> Metadata { get; init; }

    public ErrorsModel Errors { get; init; } = ErrorsModel.None;

    public DocumentationModel Documentation { get; init; } = DocumentationModel.None;

    public EquatableArray<TypeModel> Types { get; init; }

    /// <summary>The documentation of the types that it takes and returns.</summary>
    public EquatableArray<TypeTextModel> Texts { get; init; }

    public EquatableArray<DiagnosticModel> Diagnostics { get; init; }

    public LocationModel? Location { get; init; }

    /// <summary>The variable or expression that the call is made on, for collisions.</summary>
    public string Receiver { get; init; } = "";

    /// <summary>The forks around the call, and the way taken at each.</summary>
    public EquatableArray<NamedText> Branches { get; init; }
}

/// <summary>How a handler's value becomes the response; the names are those of the runtime's enum.</summary>
internal enum ResponseKind
{
    Nothing,
    Json,
    Text,
    Html,
    Bytes,
    ByteStream,
    Stream,
    Events,
    EventItems,
    Result,
}

/// <param name="Kind">How it is written.</param>
/// <param name="Awaited">Whether it is a task of that.</param>
/// <param name="Type">The value's type.</param>
/// <param name="Item">The type of an item, of streams.</param>
internal sealed record ReturnModel(ResponseKind Kind, bool Awaited, string Type, string? Item, bool SelfDescribing = false)
{
    /// <summary>Where null may stand: see <see cref="NullMarks"/>.</summary>
    public string Nulls { get; init; } = "";
}

internal sealed record DocumentationModel(string? Summary, string? Remarks, string? Returns, EquatableArray<NamedText> Parameters)
{
    public static DocumentationModel None { get; } = new(null, null, null, default);
}

internal sealed record NamedText(string Name, string Text);
