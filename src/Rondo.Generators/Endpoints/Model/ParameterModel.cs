namespace Rondo.Generators.Endpoints;

/// <summary>Where a parameter's value comes from.</summary>
internal enum Origin
{
    Route,
    Query,
    Header,
    Cookie,
    Form,
    File,
    Files,
    FileList,
    FormObject,
    Body,
    Lines,
    Service,
    Special,
    Dependency,
    Object,
    Socket,

    /// <summary>The value that a handler without a request is run for.</summary>
    Payload,
}

/// <summary>One parameter of a handler, dependency or validator, or one member of a parameter object.</summary>
internal sealed record ParameterModel
{
    /// <summary>The expression of the parts of an upload.</summary>
    internal const string Uploads = "global::Rondo.Api.Runtime.UploadReader.ReadAsync(http)";

    public string Name { get; init; } = "";

    /// <summary>Whether it is the parts of a multipart body, as they come.</summary>
    public bool IsUpload => Expression == Uploads;

    /// <summary>The type as C#, nullability included.</summary>
    public string Type { get; init; } = "";

    /// <summary>The type as <c>typeof</c> takes it, and as dependencies are looked up.</summary>
    public string PlainType { get; init; } = "";

    public bool IsValueType { get; init; }

    /// <summary>A nullable value type: <c>.Value</c> gets at it.</summary>
    public bool IsNullableValue { get; init; }

    public Origin Origin { get; init; }

    /// <summary>Whether the origin is a guess: a dependency of that type, or a parameter of the group's route, goes before.</summary>
    public bool Inferred { get; init; }

    public string Wire { get; init; } = "";

    public ValueModel? Value { get; init; }

    public CollectionKind Collection { get; init; }

    /// <summary>The type of a collection's items, as C#.</summary>
    public string ItemType { get; init; } = "";

    /// <summary>Whether it may be absent.</summary>
    public bool Optional { get; init; }

    /// <summary>The value in that case, as C#.</summary>
    public string Default { get; init; } = "default!";

    /// <summary>The default for the docs; null where there is none to show.</summary>
    public string? ShownDefault { get; init; }

    public EquatableArray<CheckModel> Checks { get; init; }

    /// <summary>Whether an attribute says that its value is not shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Members, of parameter objects.</summary>
    public EquatableArray<ParameterModel> Members { get; init; }

    /// <summary>Whether the member is set by the constructor of its parameter object.</summary>
    public bool ByConstructor { get; init; }

    /// <summary>Whether its default is what an object made without it has.</summary>
    public bool Computed { get; init; }

    /// <summary>Whether the language demands it of who makes the object.</summary>
    public bool Required { get; init; }

    /// <summary>The key of the type whose members are validated, of bodies and of parameter objects.</summary>
    public ShapeModel? Shape { get; init; }

    /// <summary>Whether a parameter object is checked as a whole, besides its members.</summary>
    public bool ChecksWhole { get; init; }

    /// <summary>The expression of a special parameter, with <c>http</c>.</summary>
    public string Expression { get; init; } = "";

    /// <summary>Whether it is the body as the client sends it.</summary>
    public bool IsRaw { get; init; }

    /// <summary>The dependency, by method; by type where it is empty.</summary>
    public string DependsOn { get; init; } = "";

    /// <summary>In and out types of a WebSocket session; in, of a body of JSON Lines.</summary>
    public string SocketIn { get; init; } = "";

    public string SocketOut { get; init; } = "";

    /// <summary>Where null may stand in it, below itself: see <see cref="NullMarks"/>.</summary>
    public string Nulls { get; init; } = "";

    public string? Description { get; init; }

    /// <summary>Attributes for the docs, as C#.</summary>
    public EquatableArray<string> Metadata { get; init; }

    public LocationModel? Location { get; init; }

    /// <summary>The types inside of a body, line or message that JSON cannot hold. A dependency may yet take the place of a body.</summary>
    public EquatableArray<DiagnosticModel> Unfit { get; init; }
}

internal enum CollectionKind
{
    None,
    Array,
    List,
    Set,
    Expression,
}

/// <summary>How one string becomes a value.</summary>
/// <param name="Type">The value's type as C#, without nullability.</param>
/// <param name="Parser">A method with the shape of <c>TryParse(string, out T)</c>; empty for strings.</param>
/// <param name="Expected">A C# expression: what it should have been. <c>{http}</c> in it stands for the request's context.</param>
/// <param name="Unknown">No parser is known: a <c>[Parser]</c> method may be.</param>
/// <param name="NeedsContext">The parser takes the request's context first.</param>
/// <param name="Throws">The parser returns its value, and throws a <c>FormatException</c>.</param>
internal sealed record ValueModel(string Type, string Parser, string Expected, bool Unknown = false, bool Throws = false,
    bool NeedsContext = false, bool IsValueType = false);

/// <param name="Attribute">The constraint as a C# expression.</param>
/// <param name="Fails">A C# expression over <c>{0}</c>, and <c>{1}</c> for the constraint, true for wrong values; null: ask the
/// attribute.</param>
/// <param name="NeedsContext">Whether the attribute can only be asked with a context.</param>
/// <param name="NeedsOwner">Whether it wants the object that the value is a member of.</param>
internal sealed record CheckModel(string Attribute, string? Fails, bool NeedsContext = false, bool NeedsOwner = false,
    bool IsRequired = false);
