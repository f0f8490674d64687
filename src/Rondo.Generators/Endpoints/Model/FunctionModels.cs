namespace Rondo.Generators.Endpoints.Model;

/// <summary>A <c>[Dependency]</c> method.</summary>
internal sealed record DependencyModel
{
    /// <summary>The method as C#: also the key.</summary>
    public string Method { get; init; } = "";

    public string Name { get; init; } = "";

    public OwnerModel Owner { get; init; } = OwnerModel.None;

    /// <summary>The name for messages.</summary>
    public string Shown => Owner.Show(Name);

    /// <summary>The type that it makes; empty for guards, which make none.</summary>
    public string Produces { get; init; } = "";

    public FunctionKind Kind { get; init; }

    /// <summary>The scope, as its number.</summary>
    public int Scope { get; init; }

    public EquatableArray<ParameterModel> Parameters { get; init; }

    public ErrorsModel Errors { get; init; } = ErrorsModel.None;

    public EquatableArray<string> Metadata { get; init; }

    public EquatableArray<TypeModel> Types { get; init; }

    public EquatableArray<DiagnosticModel> Diagnostics { get; init; }

    public LocationModel? Location { get; init; }

    /// <summary>It has errors: it is named, and never run.</summary>
    public bool Broken { get; init; }
}

internal enum FunctionKind
{
    Value,
    Task,
    ValueTask,
    Enumerable,
    Void,
    PlainTask,
    PlainValueTask,
}

/// <summary>A <c>[Validator]</c> method.</summary>
/// <param name="Type">The type that it validates, as C#.</param>
/// <param name="Method">The method as C#.</param>
/// <param name="Awaited">Whether it is asynchronous.</param>
/// <param name="Parameters">All of its parameters: the value first, the report where it stands, the rest bound.</param>
internal sealed record ValidatorModel(
    string Type, string Method, bool Awaited, EquatableArray<ParameterModel> Parameters, EquatableArray<TypeModel> Types,
    EquatableArray<DiagnosticModel> Diagnostics)
{
    public OwnerModel Owner { get; init; } = OwnerModel.None;
}

/// <summary>A <c>[Parser]</c> method.</summary>
internal sealed record ParserModel(string Type, string Method, bool Throws, EquatableArray<DiagnosticModel> Diagnostics)
{
    public OwnerModel Owner { get; init; } = OwnerModel.None;
}
