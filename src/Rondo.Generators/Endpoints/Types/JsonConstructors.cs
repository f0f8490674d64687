using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>Says how the serializer makes an object, and why it cannot.</summary>
internal static class JsonConstructors
{
    private const string Serialization = "System.Text.Json.Serialization.";

    /// <summary>
    /// Returns the constructor that the serializer calls; null where there is none, and for structs that it leaves as they are.
    /// </summary>
    internal static IMethodSymbol? Of(INamedTypeSymbol type)
    {
        if (type.InstanceConstructors.FirstOrDefault(static each =>
            each.Attribute(Serialization + "JsonConstructorAttribute") is not null) is { } marked)
            return marked;
        if (type.IsValueType)
            return type.Is("System.Collections.Generic.KeyValuePair<TKey, TValue>") ? Longest(type) : null;
        var all = type.InstanceConstructors.Where(static each => each.DeclaredAccessibility == Accessibility.Public).ToList();
        return all.FirstOrDefault(static each => each.Parameters.Length == 0) ?? (all.Count == 1 ? all[0] : null);
    }

    internal static bool IsParameterOf(IParameterSymbol parameter, string member) =>
        string.Equals(parameter.Name, member, StringComparison.OrdinalIgnoreCase);

    /// <returns>Why the serializer makes no object of the type, with the remedy; null where it does.</returns>
    internal static string? Why(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface || type.IsAbstract)
        {
            if (type.Attribute(Serialization + "JsonPolymorphicAttribute") is not null
                || type.Attribute(Serialization + "JsonDerivedTypeAttribute") is not null)
                return null;
            return type.IsOfTheFramework() ? "nothing says which class it is: take one that can be made"
                : "nothing says which class it is: list the classes with [JsonDerivedType], or take one of them";
        }

        if (type.IsValueType && Of(type) is null)
            return null;
        if (Of(type) is not { } constructor)
        {
            var isOne = type.InstanceConstructors.Any(static each => each.DeclaredAccessibility == Accessibility.Public);
            var fact = isOne ? "it has several constructors, and none without parameters" : "it has no public constructor";
            return type.IsOfTheFramework() ? $"{fact}: take a string, or give the member a [JsonConverter]"
                : $"{fact}: mark one with [JsonConstructor]";
        }

        return constructor.Parameters.FirstOrDefault(parameter => !type.WithBases().SelectMany(static each => each.GetMembers())
            .Any(member => IsSame(member, parameter)))
            is { } unmatched && !type.IsOfTheFramework()
                ? $"the parameter '{unmatched.Name}' of its constructor is no property: add a property of that name and type"
                : null;
    }

    private static bool IsSame(ISymbol member, IParameterSymbol parameter) => IsParameterOf(parameter, member.Name)
        && SymbolEqualityComparer.Default.Equals((member as IPropertySymbol)?.Type ?? (member as IFieldSymbol)?.Type, parameter.Type);

    private static IMethodSymbol Longest(INamedTypeSymbol type) =>
        type.InstanceConstructors.OrderByDescending(static each => each.Parameters.Length).First();
}
