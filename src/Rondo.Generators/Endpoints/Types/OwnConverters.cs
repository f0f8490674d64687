using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>
/// Finds the converters that a program declares. Its JSON options may have one of them, which only the started app knows.
/// </summary>
internal static class OwnConverters
{
    private const string Serialization = "System.Text.Json.Serialization.";

    private static readonly ConditionalWeakTable<Compilation, List<INamedTypeSymbol>> s_known = new();

    /// <summary>Returns whether a converter of the program may read the type: its own, or any factory.</summary>
    internal static bool MayRead(ITypeSymbol type, Compilation compilation) => s_known.GetValue(compilation, Find)
        .Any(converter => converter.Is(Serialization + "JsonConverterFactory")
            || (converter.TypeArguments.Length == 1 && SymbolEqualityComparer.Default.Equals(converter.TypeArguments[0], type)));

    /// <summary>
    /// Returns the serializer's classes that the program's converters derive from. For programs with errors only: it looks at
    /// every type.
    /// </summary>
    private static List<INamedTypeSymbol> Find(Compilation compilation) =>
        [.. compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Type)
        .OfType<INamedTypeSymbol>()
        .SelectMany(static type => type.WithBases().Skip(1))
        .Where(static each => each.Is(Serialization + "JsonConverterFactory") || each.Is(Serialization + "JsonConverter<T>"))];
}
