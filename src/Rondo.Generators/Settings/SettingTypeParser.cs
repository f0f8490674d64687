using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Types;

namespace Rondo.Generators.Settings;

/// <summary>How a type is read: which parser, what kind of list.</summary>
internal static class SettingTypeParser
{
    private const string Types = "global::Rondo.Api.SettingTypes";

    /// <summary>With the ? of reference types.</summary>
    private static readonly SymbolDisplayFormat s_format =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    internal static string Full(this ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    internal static string FullNullable(this ITypeSymbol type) => type.ToDisplayString(s_format);

    /// <summary>The C# of the parser for a single value; null if the type is none.</summary>
    internal static string? ValueParser(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return ValueParser(nullable.TypeArguments[0]) is { } inner
                ? $"{Types}.Nullable<{nullable.TypeArguments[0].Full()}>({inner})" : null;
        switch (type.SpecialType)
        {
            case SpecialType.System_String:
                return Types + ".Text";
            case SpecialType.System_Boolean:
                return Types + ".Bool";
        }

        if (type.TypeKind == TypeKind.Enum)
            return $"{Types}.Enum<{type.Full()}>";
        switch (type.Full())
        {
            case "global::System.Uri":
                return Types + ".Uri";
            case "global::System.TimeSpan":
                return Types + ".Duration";
        }

        if (Values.IsKnown(type))
            return $"{Types}.Value<{type.Full()}>";

        var parsable = type.AllInterfaces.Any(
            candidate => candidate.MetadataName == "IParsable`1"
            && candidate.ContainingNamespace.ToDisplayString() == "System"
            && SymbolEqualityComparer.Default.Equals(candidate.TypeArguments[0], type));
        return parsable ? $"{Types}.Parsable<{type.Full()}>(\"a valid {type.Name}\")" : null;
    }

    /// <summary>The item's type and the conversion from a List; null if the type is no list.</summary>
    internal static (ITypeSymbol Item, string Conversion)? List(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array)
            return (array.ElementType, "{0}.ToArray()");
        if (type is not INamedTypeSymbol { TypeArguments.Length: 1 } named)
            return null;
        var item = named.TypeArguments[0];
        return named.OriginalDefinition.ToDisplayString() switch
        {
            "System.Collections.Generic.List<T>" or "System.Collections.Generic.IList<T>"
                or "System.Collections.Generic.ICollection<T>" or "System.Collections.Generic.IEnumerable<T>"
                or "System.Collections.Generic.IReadOnlyList<T>" or "System.Collections.Generic.IReadOnlyCollection<T>" => (item, "{0}"),
            "System.Collections.Generic.HashSet<T>" or "System.Collections.Generic.ISet<T>"
                or "System.Collections.Generic.IReadOnlySet<T>" =>
                (item, $"new global::System.Collections.Generic.HashSet<{item.Full()}>({{0}})"),
            "System.Collections.Immutable.ImmutableArray<T>" =>
                (item, "global::System.Collections.Immutable.ImmutableArray.ToImmutableArray({0})"),
            "System.Collections.Immutable.ImmutableList<T>" =>
                (item, "global::System.Collections.Immutable.ImmutableList.ToImmutableList({0})"),
            _ => named.ElementType() is not null && named.HasCollectionExpression()
                ? (item, "[.. {0}]") : null,
        };
    }

    /// <summary>The item's type of a dictionary by text; null if the type is none.</summary>
    internal static ITypeSymbol? Map(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments.Length: 2 } named && named.TypeArguments[0].SpecialType == SpecialType.System_String
        && named.OriginalDefinition.ToDisplayString() is "System.Collections.Generic.Dictionary<TKey, TValue>"
        or "System.Collections.Generic.IDictionary<TKey, TValue>" or "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>"
            ? named.TypeArguments[1]
            : null;

    /// <summary>A class whose properties are settings: one of the program's own, not the BCL's.</summary>
    internal static bool IsSection(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsAnonymousType: false } && type.SpecialType == SpecialType.None
        && type.ContainingNamespace?.ToDisplayString() is var space && space != "System"
        && space?.StartsWith("System.") != true && space?.StartsWith("Microsoft.") != true;
}
