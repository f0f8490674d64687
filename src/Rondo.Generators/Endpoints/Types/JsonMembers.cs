using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>Lists the members of an object that JSON sets or shows.</summary>
internal static class JsonMembers
{
    private const string Serialization = "System.Text.Json.Serialization.";

    internal static IEnumerable<(ISymbol Member, ITypeSymbol Type)> Of(INamedTypeSymbol type, bool isRead)
    {
        var names = new HashSet<string>();
        foreach (var member in All(type).SelectMany(static each => each.GetMembers()))
        {
            if (member.IsStatic || member.IsImplicitlyDeclared || IsLeftOut(member) || TypeOf(member, type, isRead) is not { } held
                || !names.Add(member.Name))
                continue;
            yield return (member, held);
        }
    }

    /// <summary>Returns the types whose members an object has; an interface inherits from several.</summary>
    private static IEnumerable<INamedTypeSymbol> All(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Prepend(type) : type.WithBases();

    private static bool IsLeftOut(ISymbol member) => member.Attribute(Serialization + "JsonExtensionDataAttribute") is not null
        || (member.Attribute(Serialization + "JsonIgnoreAttribute") is { } ignore
            && (ignore.NamedArguments.Length == 0
                || ignore.NamedArguments.Any(static pair => pair is { Key: "Condition", Value.Value: 1 })));

    private static ITypeSymbol? TypeOf(ISymbol member, INamedTypeSymbol type, bool isRead)
    {
        var isIncluded = member.Attribute(Serialization + "JsonIncludeAttribute") is not null;
        return member switch
        {
            IPropertySymbol { IsIndexer: false } property when isRead => IsSet(property, type, isIncluded) ? property.Type : null,
            IPropertySymbol { IsIndexer: false } property => isIncluded || IsPublic(property) && property.GetMethod is { } get
                && IsPublic(get) ? property.Type : null,
            IFieldSymbol field when isIncluded => field.Type,
            _ => null,
        };
    }

    private static bool IsSet(IPropertySymbol property, INamedTypeSymbol type, bool isIncluded) =>
        (isIncluded && property.SetMethod is not null)
        || (IsPublic(property) && (property.SetMethod is { } set && IsPublic(set)
            || JsonConstructors.Of(type)?.Parameters.Any(each => JsonConstructors.IsParameterOf(each, property.Name)) == true));

    private static bool IsPublic(ISymbol symbol) => symbol.DeclaredAccessibility == Accessibility.Public;
}
