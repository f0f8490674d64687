using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>Questions about symbols.</summary>
internal static class Symbols
{
    private static readonly SymbolDisplayFormat s_plain = SymbolDisplayFormat.FullyQualifiedFormat;

    private static readonly SymbolDisplayFormat s_full = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type as C#, with nullability.</summary>
    internal static string Full(this ITypeSymbol type) => type.ToDisplayString(s_full);

    /// <summary>The type as <c>typeof</c> takes it: without the nullability of the type itself.</summary>
    internal static string Plain(this ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(s_plain);

    /// <summary>A name as C# writes it: keywords with their @.</summary>
    internal static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
        ? "@" + name : name;

    /// <summary>A static method as C#, and as the key of dependencies.</summary>
    internal static string Call(this IMethodSymbol method) => $"{method.ContainingType.Plain()}.{Escaped(method.Name)}";

    internal static bool Is(this ITypeSymbol? type, string fullName) =>
        type is not null && type.OriginalDefinition.ToDisplayString(s_plain) == "global::" + fullName;

    internal static AttributeData? Attribute(this ISymbol symbol, string fullName) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass.Is(fullName));

    /// <summary>Whether attributes mark a member or parameter as secret, or as compared to one of its owner's that is.</summary>
    internal static bool AreSecret(this IEnumerable<AttributeData> attributes, INamedTypeSymbol? owner = null)
    {
        const string Annotations = "System.ComponentModel.DataAnnotations.";
        const int Password = 11; // of DataType
        return attributes.Any(attribute => attribute.AttributeClass.Is("Rondo.Api.SecretAttribute")
            || (attribute.AttributeClass.IsOrDerivesFrom(Annotations + "DataTypeAttribute")
                && attribute.ConstructorArguments.Any(static argument => argument.Value is Password))
            || (owner is not null && attribute.AttributeClass.Is(Annotations + "CompareAttribute")
                && attribute.ConstructorArguments[0].Value is string other
                && owner.WithBases().SelectMany(each => each.GetMembers(other)).OfType<IPropertySymbol>()
                .Any(property => TypeWalker.AttributesOf(property, owner).AreSecret())));
    }

    internal static bool IsOrDerivesFrom(this ITypeSymbol? type, string fullName)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Is(fullName))
                return true;
        }

        return false;
    }

    internal static bool Implements(this ITypeSymbol type, string fullName) =>
        type.AllInterfaces.Any(each => each.Is(fullName)) || type.Is(fullName);

    /// <summary>Int32 of Nullable of Int32; otherwise null.</summary>
    internal static ITypeSymbol? NullableValue(this ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } named ? named.TypeArguments[0] : null;

    /// <summary>The T of an <c>Optional&lt;T&gt;</c>; otherwise null.</summary>
    internal static ITypeSymbol? OptionalValue(this ITypeSymbol type) =>
        type is INamedTypeSymbol named && type.Is("Rondo.Api.Optional<T>") ? named.TypeArguments[0] : null;

    /// <summary>
    /// The T of an <c>IEnumerable&lt;T&gt;</c>, for arrays and the BCL's collections; null for strings and anything else.
    /// </summary>
    internal static ITypeSymbol? ElementType(this ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_String)
            return null;
        if (type is IArrayTypeSymbol { Rank: 1 } array)
            return array.ElementType;
        if (type is not INamedTypeSymbol named)
            return null;
        return named.AllInterfaces.Prepend(named)
            .FirstOrDefault(
                static each =>
                each.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0];
    }

    /// <summary>Whether <c>[.. values]</c> makes one: of a builder, or with <c>Add</c>.</summary>
    internal static bool HasCollectionExpression(this INamedTypeSymbol type) =>
        type.Attribute("System.Runtime.CompilerServices.CollectionBuilderAttribute") is not null
        || (!type.IsAbstract
            && type.InstanceConstructors.Any(
                static constructor => constructor is { Parameters.Length: 0, DeclaredAccessibility: Accessibility.Public })
            && type.WithBases().SelectMany(static each => each.GetMembers("Add")).OfType<IMethodSymbol>()
            .Any(static method => method is { Parameters.Length: 1, DeclaredAccessibility: Accessibility.Public }));

    /// <summary>
    /// Whether it is one of endlessly many types, as the members of <c>class N&lt;T&gt; { N&lt;N&lt;T&gt;&gt; Next; }</c> are:
    /// nobody writes type arguments that deep.
    /// </summary>
    internal static bool GrowsWithoutEnd(this ITypeSymbol type) => Depth(type) > 8;

    private static int Depth(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => 1 + Depth(array.ElementType),
        INamedTypeSymbol { TypeArguments.Length: > 0 } named => 1 + named.TypeArguments.Max(Depth),
        _ => 0,
    };

    /// <summary>Whether generated code in this assembly may name it.</summary>
    internal static bool IsNameable(this ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return array.ElementType.IsNameable();
            case ITypeParameterSymbol:
                return false;
            case INamedTypeSymbol named:
                if (named.IsAnonymousType || named.IsFileLocal)
                    return false;
                for (INamedTypeSymbol? each = named; each is not null; each = each.ContainingType)
                {
                    if (each.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal
                        || !each.TypeArguments.All(IsNameable))
                        return false;
                }

                return true;
            default:
                return true;
        }
    }

    /// <summary>Whether every assembly may name it.</summary>
    internal static bool IsPublic(this ISymbol symbol)
    {
        for (var each = symbol; each is not null and not INamespaceSymbol; each = each.ContainingSymbol)
        {
            if (each.DeclaredAccessibility != Accessibility.Public)
                return false;
        }

        return true;
    }

    /// <summary>Why generated code cannot name it, as the end of a sentence, with the remedy.</summary>
    internal static string WhyNotNameable(this ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType.WhyNotNameable(),
        ITypeParameterSymbol => "is a type parameter, which has another meaning at each call: write the handler for each type",
        INamedTypeSymbol { IsAnonymousType: true } => "is anonymous: write a record",
        INamedTypeSymbol { IsFileLocal: true } => "is local to its file: make it internal or public",
        INamedTypeSymbol named
            when named.TypeArguments.FirstOrDefault(static argument => !argument.IsNameable()) is { } argument =>
            $"is made of {argument.ToDisplayString()}, which {argument.WhyNotNameable()}",
        _ => "is private: make it internal or public",
    };

    internal static string Namespace(this ITypeSymbol type) => type.ContainingNamespace?.ToDisplayString() ?? "";

    internal static bool IsOfTheFramework(this ITypeSymbol type)
    {
        var space = type.Namespace();
        return space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || space == "Microsoft"
            || space.StartsWith("Microsoft.", StringComparison.Ordinal);
    }

    internal static IEnumerable<INamedTypeSymbol> WithBases(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? each = type; each is not null
            && each.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); each = each.BaseType)
            yield return each;
    }

    /// <summary>
    /// A C# identifier that stands for the type, unique among types: <c>Page&lt;Dish?&gt;</c> demands less than <c>Page&lt;Dish&gt;</c>.
    /// </summary>
    internal static string Key(this ITypeSymbol type) =>
        Identifier(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(s_full));

    /// <summary>Whether C# says that it is never null; of code without nullable annotations that is not known.</summary>
    internal static bool RefusesNull(this ITypeSymbol type) =>
        type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated };

    /// <summary>Whether it is nullable, as a reference or as a value.</summary>
    internal static bool IsNullable(this ITypeSymbol type) =>
        type.NullableValue() is not null || (!type.IsValueType && type.NullableAnnotation == NullableAnnotation.Annotated);

    internal static string Identifier(string text)
    {
        var characters = text.Replace("global::", "").Select(static c => char.IsLetterOrDigit(c) ? c : '_').ToArray();
        return new string(characters) + "_" + Hash(text).ToString("x8");
    }

    /// <summary>A name for a generated file: files of a program may have characters that those must not.</summary>
    internal static string FileName(string text) =>
        new([.. text.Select(static c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' ? c : '_')]);

    internal static uint Hash(string text)
    {
        // FNV-1a: the same in every process.
        var hash = 2166136261u;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 16777619u);
        return hash;
    }
}
