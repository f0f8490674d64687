using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>Where null may stand in a value, from the outside in: a question mark for each level that may be null, a dot for
/// each that may not.</summary>
/// <remarks>JSON has one type of item in a list and one of value in a dictionary: <c>List&lt;Dish?&gt;?</c> is <c>??</c>.</remarks>
internal static class NullMarks
{
    /// <summary>A type may hold itself, as <c>class Tree : List&lt;Tree&gt;</c> does.</summary>
    private const int MaxLevels = 8;

    internal static string Of(ITypeSymbol type) => Of(type, 1);

    /// <summary>The marks of a value that is there.</summary>
    internal static string Below(ITypeSymbol type) => "." + Of(type).Substring(1);

    private static string Of(ITypeSymbol type, int level)
    {
        var mark = type.NullableAnnotation == NullableAnnotation.Annotated ? "?" : ".";
        type = type.NullableValue() ?? type;
        return level < MaxLevels && Item(type) is { } item ? mark + Of(item, level + 1) : mark;
    }

    private static ITypeSymbol? Item(ITypeSymbol type) => Values(type) ?? type.ElementType() ?? Sequence(type) ?? Data(type);

    private static ITypeSymbol? Data(ITypeSymbol type) => type is INamedTypeSymbol named && type.Is("Rondo.Api.ServerEvent<T>")
        ? named.TypeArguments[0] : null;

    private static ITypeSymbol? Values(ITypeSymbol type) => type is not INamedTypeSymbol named ? null
        : named.AllInterfaces.Prepend(named)
            .FirstOrDefault(static each => each.Is("System.Collections.Generic.IDictionary<TKey, TValue>")
                || each.Is("System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>"))?.TypeArguments[1];

    private static ITypeSymbol? Sequence(ITypeSymbol type) => type is not INamedTypeSymbol named ? null
        : named.AllInterfaces.Prepend(named)
            .FirstOrDefault(static each => each.Is("System.Collections.Generic.IAsyncEnumerable<T>"))?.TypeArguments[0];
}
