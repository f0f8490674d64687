using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>
/// Finds the documentation and the members of every type that a handler takes or gives; most have no documentation, and cost nothing.
/// </summary>
internal sealed class TypeTextWalker
{
    private readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly List<TypeTextModel> _found = [];

    internal EquatableArray<TypeTextModel> Texts => _found.OrderBy(static type => type.Type, StringComparer.Ordinal).ToEquatable();

    /// <summary>A hash of what those types look like in JSON and in the docs.</summary>
    internal uint Contract { get; private set; }

    /// <summary>Whether the types that were walked have an end.</summary>
    internal bool HasEnd { get; private set; } = true;

    internal void Walk(ITypeSymbol type)
    {
        type = type.NullableValue() ?? type;
        if (type.GrowsWithoutEnd())
        {
            HasEnd = false;
            return;
        }

        if (type is IArrayTypeSymbol array)
        {
            Walk(array.ElementType);
            return;
        }

        if (type is not INamedTypeSymbol named || type.SpecialType != SpecialType.None || !_seen.Add(type))
            return;
        foreach (var argument in named.TypeArguments)
            Walk(argument);
        if (type.ElementType() is { } item)
            Walk(item);
        if (type.IsOfTheFramework()
            || type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface or TypeKind.Enum) || !type.IsNameable())
            return;
        var own = Documentation.Of(type);
        Contract = Symbols.Hash($"{Contract} {own.Summary}");
        var members = new Dictionary<string, string>();
        foreach (var property in named.WithBases().SelectMany(static each => each.GetMembers()).OfType<IPropertySymbol>())
        {
            if (property.IsStatic || property.IsIndexer || property.DeclaredAccessibility != Accessibility.Public
                || members.ContainsKey(property.Name))
                continue;
            // A positional record's members are its parameters.
            var text = SymbolEqualityComparer.Default.Equals(property.ContainingType, type) ? own.Parameter(property.Name)
                : Documentation.Of(property.ContainingType).Parameter(property.Name);
            var isParameter = property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ParameterSyntax;
            text ??= isParameter ? null : Documentation.Of(property).Summary;
            if (text is { Length: > 0 })
                members.Add(property.Name, text);
            Contract = Symbols.Hash(
                $"{Contract} {property.Type.Full()} {property.Name} {string.Join(" ", TypeWalker.AttributesOf(property, named))} {text}");
            Walk(property.Type);
        }

        foreach (var derived in type.GetAttributes()
            .Where(static attribute => attribute.AttributeClass.Is("System.Text.Json.Serialization.JsonDerivedTypeAttribute")))
        {
            if (derived.ConstructorArguments[0].Value is INamedTypeSymbol each)
                Walk(each);
        }

        if (own.Summary is not null || members.Count > 0)
            _found.Add(new TypeTextModel(
                type.Plain(), own.Summary, members.Select(static pair => new NamedText(pair.Key, pair.Value)).ToEquatable()));
    }
}
