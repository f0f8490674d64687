using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>
/// Finds the types that are reachable from a handler's inputs, in whichever assembly they are, and what they demand of their
/// members.
/// </summary>
internal sealed class TypeWalker
{
    private const string DerivedType = "System.Text.Json.Serialization.JsonDerivedTypeAttribute";

    private readonly Dictionary<string, TypeModel?> _found = [];

    /// <summary>The collections that the walk is inside of, since the last object.</summary>
    private HashSet<ITypeSymbol> _collections = new(SymbolEqualityComparer.Default);

    internal EquatableArray<TypeModel> Types => _found.Values.Where(static type => type is not null).Select(static type => type!)
        .OrderBy(static type => type.Key, StringComparer.Ordinal).ToEquatable();

    /// <summary>Constraints of the types' members that no value can meet.</summary>
    internal List<DiagnosticModel> Refused { get; } = [];

    internal ShapeModel? Walk(ITypeSymbol type)
    {
        type = type.NullableValue() ?? type;
        if (type.SpecialType != SpecialType.None && type.ElementType() is null)
            return null;
        if (type.GrowsWithoutEnd())
            return null;
        if (type is INamedTypeSymbol dictionary && dictionary.AllInterfaces.Prepend(dictionary)
            .FirstOrDefault(static each => each.Is("System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>")
            || each.Is("System.Collections.Generic.IDictionary<TKey, TValue>")) is { } pairs)
            return Element(type, ShapeKind.Dictionary, pairs.TypeArguments[1]);
        if (type.ElementType() is { } item)
            return Element(type, ShapeKind.List, item);
        if (type is not INamedTypeSymbol named
            || !(type.TypeKind is TypeKind.Class or TypeKind.Struct
            || (type.TypeKind == TypeKind.Interface && type.Attribute(DerivedType) is not null)) || type.IsOfTheFramework()
            || type.TypeKind == TypeKind.Enum || !type.IsNameable())
            return null;
        var key = type.Key();
        if (!_found.ContainsKey(key))
        {
            _found[key] = null; // the type may contain itself
            var outside = _collections;
            _collections = new(SymbolEqualityComparer.Default);
            _found[key] = Model(named, key);
            _collections = outside;
        }

        return new ShapeModel(ShapeKind.Object, key, null);
    }

    /// <summary>
    /// A property's attributes; a record's stand on the parameters of its constructor unless they say property:, and so do those
    /// of the record that it is derived from.
    /// </summary>
    internal static IEnumerable<AttributeData> AttributesOf(IPropertySymbol property, INamedTypeSymbol type) => property.GetAttributes()
        .Concat(type.WithBases()
            .TakeWhile(each => !SymbolEqualityComparer.Default.Equals(each, property.ContainingType.BaseType))
            .Select(each => each.InstanceConstructors.SelectMany(static constructor => constructor.Parameters)
                .FirstOrDefault(parameter => parameter.Name == property.Name))
            .SelectMany(static parameter => parameter?.GetAttributes() ?? []));

    /// <summary>
    /// A collection that holds itself, as <c>class Tree : List&lt;Tree&gt;</c> does, has nulls at most: it never comes to an
    /// object.
    /// </summary>
    private ShapeModel? Element(ITypeSymbol collection, ShapeKind kind, ITypeSymbol item)
    {
        if (!_collections.Add(collection))
            return new ShapeModel(ShapeKind.Again, collection.Key(), null);
        var refusesNull = item.RefusesNull();
        var element = Walk(item) ?? (refusesNull ? ShapeModel.Value : null);
        _collections.Remove(collection);
        if (element is null)
            return null;
        var isNullableValue = item.NullableValue() is not null;
        var shape = new ShapeModel(
            kind, "", element, !item.IsValueType || isNullableValue, isNullableValue, refusesNull,
            collection.Is("System.Collections.Immutable.ImmutableArray<T>"), HasOneKindOfItems(collection));
        if (shape.Leaf.Kind != ShapeKind.Again || shape.Leaf.Key != collection.Key())
            return shape;
        if (!shape.RefusesNull)
            return null;
        _found[shape.Leaf.Key] = new TypeModel { Key = shape.Leaf.Key, Type = collection.Plain(), Items = shape };
        return shape with { Key = shape.Leaf.Key };
    }

    private static bool HasOneKindOfItems(ITypeSymbol collection) => collection.AllInterfaces
        .Concat(collection is INamedTypeSymbol named ? [named] : [])
            .Count(static each => each.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T) == 1;

    /// <summary>
    /// Whether the serializer sets the property: by its setter or by a constructor. A computed property is not the client's.
    /// </summary>
    private static bool IsSet(IPropertySymbol property, INamedTypeSymbol type) =>
        property is { DeclaredAccessibility: Accessibility.Public, GetMethod.DeclaredAccessibility: Accessibility.Public }
        && property.Attribute("System.Text.Json.Serialization.JsonExtensionDataAttribute") is null
        && (property.SetMethod is not null
            || type.InstanceConstructors.Any(constructor =>
            constructor.Parameters.Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase))));

    private TypeModel Model(INamedTypeSymbol type, string key)
    {
        var members = new Dictionary<string, MemberModel>();
        foreach (var property in type.WithBases().SelectMany(static each => each.GetMembers()).OfType<IPropertySymbol>())
        {
            if (property.IsStatic || property.IsIndexer
                || property.GetMethod is not { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal }
                || property.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal)
                || members.ContainsKey(property.Name) || property.Name == "EqualityContract" || IsIgnored(property))
                continue;
            var all = AttributesOf(property, type).ToList();
            var optional = property.Type.OptionalValue();
            var held = optional ?? property.Type;
            var refusesNull = optional?.RefusesNull() == true;
            var isSet = IsSet(property, type);
            var unseen = isSet && property.OriginalDefinition.Type is ITypeParameterSymbol && property.Type.RefusesNull();
            var checks = Checks.Of(all, held, $"{type.Name}.{property.Name}", Refused);
            var shape = Walk(held) is { } found && (isSet || found.HasObject) ? found : null;
            if (checks.Count == 0 && shape is null && !refusesNull && !unseen)
                continue;
            members[property.Name] = new MemberModel
            {
                Name = property.Name,
                JsonName = all.FirstOrDefault(static attribute =>
                    attribute.AttributeClass.Is(
                        "System.Text.Json.Serialization.JsonPropertyNameAttribute"))?.ConstructorArguments[0].Value as string,
                Type = property.Type.Full(),
                IsOptional = optional is not null,
                RefusesNull = refusesNull,
                RefusesNullUnseen = unseen,
                IsSet = isSet,
                CanBeNull = !held.IsValueType || held.NullableValue() is not null,
                IsNullableValue = held.NullableValue() is not null,
                Checks = checks,
                Shape = shape,
                IsSecret = all.AreSecret(type),
            };
        }

        var derived = type.GetAttributes()
            .Where(static attribute => attribute.AttributeClass.Is(DerivedType))
            .Select(static attribute => attribute.ConstructorArguments[0].Value as INamedTypeSymbol)
            .Where(each => each is not null && !SymbolEqualityComparer.Default.Equals(each, type))
            .Select(each => (Type: each!, Shape: Walk(each!)))
            .Where(static each => each.Shape is not null)
            // Each before its bases, of which it is one, too.
            .OrderByDescending(static each => each.Type.WithBases().Count())
            .Select(static each => new DerivedModel(each.Type.Plain(), each.Shape!.Key))
            .ToEquatable();
        return new TypeModel
        {
            Key = key,
            Type = type.Plain(),
            IsValueType = type.IsValueType,
            Members = members.Values.ToEquatable(),
            Derived = derived,
            Checks = Checks.Of(type.WithBases().SelectMany(static each => each.GetAttributes()), type, type.Name, Refused),
            ValidatesItself = type.Implements("System.ComponentModel.DataAnnotations.IValidatableObject"),
        };
    }

    private static bool IsIgnored(IPropertySymbol property) =>
        property.Attribute("System.Text.Json.Serialization.JsonIgnoreAttribute") is { } ignore
        && (ignore.NamedArguments.Length == 0 || ignore.NamedArguments.Any(static pair => pair is { Key: "Condition", Value.Value: 1 }));
}
