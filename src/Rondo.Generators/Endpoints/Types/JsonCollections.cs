using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>Says which collections the serializer fills.</summary>
internal static class JsonCollections
{
    private const string Generic = "System.Collections.Generic.";

    /// <summary>Interfaces, of which the serializer makes a class of its own, and classes that it fills without <c>Add</c>.</summary>
    private static readonly HashSet<string> s_known =
    [
        "IEnumerable", "ICollection", "IList", "IReadOnlyCollection", "IReadOnlyList", "ISet", "IReadOnlySet", "IDictionary",
            "IReadOnlyDictionary",
        "ImmutableArray", "ImmutableList", "ImmutableQueue", "ImmutableStack", "ImmutableHashSet", "ImmutableSortedSet",
            "ImmutableDictionary",
        "ImmutableSortedDictionary", "IImmutableList", "IImmutableQueue", "IImmutableStack", "IImmutableSet", "IImmutableDictionary",
    ];

    private static readonly string[] s_filled =
    [
        Generic + "Queue<T>", Generic + "Stack<T>", "System.Collections.Concurrent.ConcurrentQueue<T>",
            "System.Collections.Concurrent.ConcurrentStack<T>",
        "System.Collections.Queue", "System.Collections.Stack",
    ];

    internal static (ITypeSymbol Key, ITypeSymbol Value)? Entries(ITypeSymbol type) =>
        (Interface(type, Generic + "IDictionary<TKey, TValue>")
            ?? Interface(type, Generic + "IReadOnlyDictionary<TKey, TValue>")) is { } pairs
            ? (pairs.TypeArguments[0], pairs.TypeArguments[1])
            : null;

    internal static ITypeSymbol? Item(ITypeSymbol type) => type.ElementType()
        ?? Interface(type, Generic + "IAsyncEnumerable<T>")?.TypeArguments[0];

    internal static bool IsCollection(ITypeSymbol type) => Item(type) is not null || type.Implements("System.Collections.IEnumerable");

    /// <summary>Whether a name in JSON can be such a key.</summary>
    internal static bool IsKey(ITypeSymbol type) => Values.IsKnown(type) || type.TypeKind == TypeKind.Enum || type.Is("System.Version")
        || type.TypeKind == TypeKind.TypeParameter
        || type.Attribute("System.Text.Json.Serialization.JsonConverterAttribute") is not null;

    /// <returns>Why the serializer cannot fill the collection, with the remedy; null where it can.</returns>
    internal static string? WhyNotMade(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol)
            return null;
        if (Interface(type, Generic + "IAsyncEnumerable<T>") is { } later)
            return $"its items would come after the rest: take List<{Name(later.TypeArguments[0])}>";
        var isOfTheFramework = type.Namespace() is "System.Collections" or "System.Collections.Generic" or "System.Collections.Immutable";
        if (type is not INamedTypeSymbol named || (isOfTheFramework && s_known.Contains(type.Name)))
            return null;
        var isMade = !type.IsAbstract && type.TypeKind is TypeKind.Class or TypeKind.Struct && !type.Is("System.ArraySegment<T>")
            && (type.IsValueType || named.InstanceConstructors.Any(static each =>
                each is { Parameters.Length: 0, DeclaredAccessibility: Accessibility.Public }));
        if (isMade && (IsFilled(named) || s_filled.Any(type.IsOrDerivesFrom)))
            return null;
        return Entries(type) is var (key, value) ? $"nothing can add entries to it: take Dictionary<{Name(key)}, {Name(value)}>"
            : $"nothing can add items to it: take List<{(Item(type) is { } item ? Name(item) : "T")}>";
    }

    /// <summary>Whether it has an <c>Add</c> that the serializer knows.</summary>
    private static bool IsFilled(INamedTypeSymbol type) => Entries(type) is not null
        ? Interface(type, Generic + "IDictionary<TKey, TValue>") is not null
        : Interface(type, Generic + "ICollection<T>") is not null || (type.ElementType() is null
            && (type.Implements("System.Collections.IList") || type.Implements("System.Collections.IDictionary")));

    private static INamedTypeSymbol? Interface(ITypeSymbol type, string name) =>
        type is INamedTypeSymbol named ? named.AllInterfaces.Prepend(named).FirstOrDefault(each => each.Is(name)) : null;

    private static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
