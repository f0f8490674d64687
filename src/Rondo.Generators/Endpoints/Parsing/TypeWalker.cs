using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints;

/// <summary>Finds the types that are reachable from a handler's inputs, in whichever assembly they are, and what they demand of their members.</summary>
internal sealed class TypeWalker
{
    private const string DerivedType = "System.Text.Json.Serialization.JsonDerivedTypeAttribute";

    private readonly Dictionary<string, TypeModel?> _found = [];

    /// <summary>The collections that the walk is inside of, since the last object.</summary>
    private HashSet<ITypeSymbol> _collections = new(SymbolEqualityComparer.Default);

    internal EquatableArray<TypeModel> Types => _found.Values.Where(static type => type is not null).Select(static type => type!).OrderBy(static type => type.Key, StringComparer.Ordinal).ToEquatable();

    /// <summary>Constraints of the types' members that no value can meet.</summary>
    internal List<DiagnosticModel> Refused { get; } = [];

    internal ShapeModel? Walk(ITypeSymbol type)
    {
        type = type.NullableValue() ?? type;
        if (type.SpecialType != SpecialType.None && type.ElementType() is null)
            return null;
        if (type.GrowsWithoutEnd())
            return null;
        if (type is INamedTypeSymbol dictionary && dictionary.AllInterfaces.Prepend(dictionary).FirstOrDefault(static each => each.Is("System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>") || each.Is("System.Collections.Generic.IDictionary<TKey, TValue>")) is { } pairs)
            return Element(type, ShapeKind.Dictionary, pairs.TypeArguments[1]);
        if (type.ElementType() is { } item)
            return Element(type, ShapeKind.List, item);
        if (type is not INamedTypeSymbol named || !(type.TypeKind is TypeKind.Class or TypeKind.Struct || (type.TypeKind == TypeKind.Interface && type.Attribute(DerivedType) is not null)) || type.IsOfTheFramework() || type.TypeKind == TypeKind.Enum || !type.IsNameable())
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

    /// <summary>A property's attributes; a record's stand on the parameters of its constructor unless they say property:, and so do those of the record that it is derived from.</summary>
    internal static IEnumerable<AttributeData> AttributesOf(IPropertySymbol property, INamedTypeSymbol type) => property.GetAttributes()
        .Concat(type.WithBases()
            .TakeWhile(each => !SymbolEqualityComparer.Default.Equals(each, property.ContainingType.BaseType))
            .Select(each => each.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).FirstOrDefault(parameter => parameter.Name == property.Name))
            .SelectMany(static parameter => parameter?.GetAttributes() ?? []));

    /// <summary>A collection whose items are of its own type has nothing to validate: it never comes to an object.</summary>
    private ShapeModel? Element(ITypeSymbol collection, ShapeKind kind, ITypeSymbol item)
    {
        if (!_collections.Add(collection))
            return null;
        var element = Walk(item);
        _collections.Remove(collection);
        return element is null ? null : new ShapeModel(kind, "", element, !item.IsValueType || item.NullableValue() is not null, item.NullableValue() is not null);
    }

    private TypeModel Model(INamedTypeSymbol type, string key)
    {
        var members = new Dictionary<string, MemberModel>();
        foreach (var property in type.WithBases().SelectMany(static each => each.GetMembers()).OfType<IPropertySymbol>())
        {
            if (property.IsStatic || property.IsIndexer || property.GetMethod is not { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal } || property.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal)
                || members.ContainsKey(property.Name) || property.Name == "EqualityContract" || IsIgnored(property))
                continue;
            var all = AttributesOf(property, type).ToList();
            var optional = property.Type.OptionalValue();
            var held = optional ?? property.Type;
            var refusesNull = optional is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated };
            var checks = Checks.Of(all, held, $"{type.Name}.{property.Name}", Refused);
            var shape = Walk(held);
            if (checks.Count == 0 && shape is null && !refusesNull)
                continue;
            members[property.Name] = new MemberModel
            {
                Name = property.Name,
                JsonName = all.FirstOrDefault(static attribute => attribute.AttributeClass.Is("System.Text.Json.Serialization.JsonPropertyNameAttribute"))?.ConstructorArguments[0].Value as string,
                Type = property.Type.Full(),
                IsOptional = optional is not null,
                RefusesNull = refusesNull,
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

    private static bool IsIgnored(IPropertySymbol property) => property.Attribute("System.Text.Json.Serialization.JsonIgnoreAttribute") is { } ignore
        && (ignore.NamedArguments.Length == 0 || ignore.NamedArguments.Any(static pair => pair is { Key: "Condition", Value.Value: 1 }));
}
