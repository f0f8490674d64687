using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Endpoints.Model;

/// <summary>A type of the program whose values are validated member by member.</summary>
internal sealed record TypeModel
{
    /// <summary>A C# identifier, unique for the type.</summary>
    public string Key { get; init; } = "";

    /// <summary>The type as C#.</summary>
    public string Type { get; init; } = "";

    public bool IsValueType { get; init; }

    public EquatableArray<MemberModel> Members { get; init; }

    /// <summary>The inside of a collection whose items hold such a collection again; null for objects.</summary>
    public ShapeModel? Items { get; init; }

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

    /// <summary>
    /// Whether it must not be null, and its declared type is a type parameter, of which the serializer knows no nullability.
    /// </summary>
    public bool RefusesNullUnseen { get; init; }

    /// <summary>Whether the serializer sets it from JSON.</summary>
    public bool IsSet { get; init; }

    public bool CanBeNull { get; init; }

    /// <summary>A nullable value type: <c>.Value</c> gets at it.</summary>
    public bool IsNullableValue { get; init; }

    public EquatableArray<CheckModel> Checks { get; init; }

    public ShapeModel? Shape { get; init; }

    /// <summary>Whether an attribute says that its value is not shown.</summary>
    public bool IsSecret { get; init; }

    public string? Description { get; init; }

    /// <summary>Whether its value is validated.</summary>
    internal bool IsChecked => Checks.Count > 0 || RefusesNull || Shape?.HasObject == true;
}

/// <summary>How to get from a value to the values inside that have a <see cref="TypeModel"/>, or that must not be null.</summary>
/// <param name="Kind">Object, list or dictionary; or a value without an inside, in a list or dictionary.</param>
/// <param name="Key">The key of the type, of objects and of collections that hold themselves; empty for others.</param>
/// <param name="Element">The type of the items, of lists and dictionaries.</param>
/// <param name="ElementCanBeNull">Whether an item may be null at run time.</param>
/// <param name="ElementIsNullableValue">Whether <c>.Value</c> gets at an item.</param>
/// <param name="ElementRefusesNull">Whether C#'s type says that no item is null.</param>
/// <param name="CanBeDefault">Whether it is an <c>ImmutableArray</c>, which throws where it was never made.</param>
/// <param name="IsSearchable">Whether it is a collection of one type of items.</param>
internal sealed record ShapeModel(
    ShapeKind Kind, string Key, ShapeModel? Element, bool ElementCanBeNull = true, bool ElementIsNullableValue = false,
        bool ElementRefusesNull = false, bool CanBeDefault = false, bool IsSearchable = true)
{
    internal static readonly ShapeModel Value = new(ShapeKind.Value, "", null);

    /// <summary>Whether values inside have a <see cref="TypeModel"/>.</summary>
    internal bool HasObject => Kind == ShapeKind.Object || Element?.HasObject == true;

    /// <summary>Whether an item at any level must not be null.</summary>
    internal bool RefusesNull => ElementRefusesNull || Element?.RefusesNull == true;

    /// <summary>The innermost shape.</summary>
    internal ShapeModel Leaf => Element?.Leaf ?? this;
}

internal enum ShapeKind
{
    Object,
    List,
    Dictionary,
    Value,

    /// <summary>A collection that the value is inside of.</summary>
    Again,
}
