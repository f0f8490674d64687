using System.Collections.Generic;
using System.Linq;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Model;

/// <summary>One parameter of a handler, dependency or validator, or one member of a parameter object.</summary>
internal sealed record ParameterModel
{
    public string Name { get; init; } = "";

    /// <summary>The name that clients use for it; empty for the body.</summary>
    public string Wire { get; init; } = "";

    /// <summary>The type as C#, nullability included.</summary>
    public string Type { get; init; } = "";

    /// <summary>The type as <c>typeof</c> takes it, and as dependencies are looked up.</summary>
    public string PlainType { get; init; } = "";

    public bool IsValueType { get; init; }

    /// <summary>A nullable value type: <c>.Value</c> gets at it.</summary>
    public bool IsNullableValue { get; init; }

    public ParameterSource Source { get; init; } = ContextSource.Unbound;

    /// <summary>Whether the source is a guess: a dependency of that type, or a parameter of the group's route, goes before.</summary>
    public bool Inferred { get; init; }

    /// <summary>Whether it may be absent; of lines, whether one may be null.</summary>
    public bool Optional { get; init; }

    /// <summary>The value in that case, as C#.</summary>
    public string Default { get; init; } = "default!";

    /// <summary>The default for the docs; null where there is none to show.</summary>
    public string? ShownDefault { get; init; }

    public EquatableArray<CheckModel> Checks { get; init; }

    /// <summary>Whether an attribute says that its value is not shown.</summary>
    public bool IsSecret { get; init; }

    public string? Description { get; init; }

    /// <summary>Attributes for the docs, as C#.</summary>
    public EquatableArray<string> Metadata { get; init; }

    public LocationModel? Location { get; init; }

    /// <summary>Whether it must not be absent, by its type or by a constraint.</summary>
    internal bool IsRequired => !Optional || Checks.Any(static check => check.IsRequired);

    /// <summary>Whether a dependency that returns its type goes before the source that it has.</summary>
    internal bool MayBeDependency => Inferred && Source is ServiceSource or BodySource or ObjectSource;

    /// <summary>Whether its type is the service that gives access to the request.</summary>
    internal bool IsContextAccessor => PlainType == "global::Microsoft.AspNetCore.Http.IHttpContextAccessor";

    /// <summary>The members, of a parameter object.</summary>
    internal IEnumerable<ParameterModel> Members =>
        Source is ObjectSource source ? source.Members.Select(static each => each.Parameter) : [];
}
