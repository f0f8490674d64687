using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>
/// The values of <c>[AllowedValues]</c> and <c>[DeniedValues]</c> as values of the type that they stand on: the attributes
/// compare boxed ones, of which an int never equals a long.
/// </summary>
internal static class Choices
{
    /// <summary>Each as a C# expression of the type; null where the attribute has to be asked.</summary>
    internal static List<string>? Of(AttributeData attribute, ITypeSymbol type)
    {
        if (type.SpecialType is SpecialType.System_Object || ValuesOf(attribute) is not { IsDefault: false } values)
            return null;
        return type.TypeKind == TypeKind.Enum
            || type.SpecialType is SpecialType.System_String or SpecialType.System_Boolean or SpecialType.System_Char
            || NumberKind.Of(type) is not null
            ? [.. values.Select(each => Of(each, type)).Where(static each => each is not null).Select(static each => each!)]
            : [];
    }

    internal static bool HasValues(AttributeData attribute) => ValuesOf(attribute) is { IsDefault: false, Length: > 0 };

    private static ImmutableArray<TypedConstant> ValuesOf(AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Array, IsNull: false } array ? array.Values : default;

    private static string? Of(TypedConstant constant, ITypeSymbol type)
    {
        if (constant.IsNull || constant.Value is not { } value)
            return null;
        if (type.TypeKind == TypeKind.Enum)
            return SymbolEqualityComparer.Default.Equals(constant.Type, type) ? $"({type.Plain()})({Literals.Primitive(value)})" : null;
        if (NumberKind.Of(type) is { } number)
            return value is string or char or bool || constant.Kind == TypedConstantKind.Enum ? null
                : number.Literal(Convert.ToString(value, CultureInfo.InvariantCulture)!);
        return (value, type.SpecialType) is (string, SpecialType.System_String) or (bool, SpecialType.System_Boolean)
            or (char, SpecialType.System_Char) ? Literals.Primitive(value) : null;
    }
}
