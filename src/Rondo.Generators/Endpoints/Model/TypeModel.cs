namespace Rondo.Generators.Endpoints;

/// <summary>A type of the program whose values are validated member by member.</summary>
internal sealed record TypeModel
{
    /// <summary>A C# identifier, unique for the type.</summary>
    public string Key { get; init; } = "";

    /// <summary>The type as C#.</summary>
    public string Type { get; init; } = "";

    public bool IsValueType { get; init; }

    public EquatableArray<MemberModel> Members { get; init; }

    /// <summary>Types that a value may have instead, from <c>[JsonDerivedType]</c>.</summary>
    public EquatableArray<DerivedModel> Derived { get; init; }

    /// <summary>Constraints on the type itself.</summary>
    public EquatableArray<CheckModel> Checks { get; init; }

    /// <summary>Whether it implements <c>IValidatableObject</c>.</summary>
    public bool ValidatesItself { get; init; }
}

internal sealed record DerivedModel(string Type, string Key);

/// <summary>One member to validate.</summary>
internal sealed record MemberModel
{
    public string Name { get; init; } = "";

    /// <summary>From <c>[JsonPropertyName]</c>; null where the naming policy decides.</summary>
    public string? JsonName { get; init; }

    public string Type { get; init; } = "";

    /// <summary>Whether it is an <c>Optional&lt;T&gt;</c>; what follows is said of its value.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether its value must not be null, which the serializer does not check.</summary>
    public bool RefusesNull { get; init; }

    public bool CanBeNull { get; init; }

    /// <summary>A nullable value type: <c>.Value</c> gets at it.</summary>
    public bool IsNullableValue { get; init; }

    public EquatableArray<CheckModel> Checks { get; init; }

    public ShapeModel? Shape { get; init; }

    /// <summary>Whether an attribute says that its value is not shown.</summary>
    public bool IsSecret { get; init; }

    public string? Description { get; init; }
}

/// <summary>How to get from a value to the values inside that have a <see cref="TypeModel"/>.</summary>
/// <param name="Kind">Object, list or dictionary.</param>
/// <param name="Key">The type's key, of objects.</param>
/// <param name="Element">What the items are, of lists and dictionaries.</param>
internal sealed record ShapeModel(ShapeKind Kind, string Key, ShapeModel? Element, bool ElementCanBeNull = true, bool ElementIsNullableValue = false);

internal enum ShapeKind
{
    Object,
    List,
    Dictionary,
}
