using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>Constants and attributes as C# again.</summary>
internal static class Literals
{
    internal static string Of(object? value, ITypeSymbol type)
    {
        if (value is null)
            return "default!";
        var target = type.NullableValue() ?? type;
        if (target.TypeKind == TypeKind.Enum)
            return $"({target.Plain()})({Primitive(value)})";
        var text = Primitive(value);
        return target.SpecialType switch
        {
            SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16
                or SpecialType.System_UInt16 => $"({target.Plain()})({text})",
            _ => text,
        };
    }

    internal static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    internal static string TextOrNull(string? value) => value is null ? "null" : Text(value);

    internal static string Primitive(object value) => value switch
    {
        string text => Text(text),
        char c => SymbolDisplay.FormatLiteral(c, quote: true),
        bool flag => flag ? "true" : "false",
        float number => float.IsNaN(number) ? "float.NaN" : float.IsInfinity(number)
            ? (number > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity") : number.ToString("R", CultureInfo.InvariantCulture) + "f",
        double number => double.IsNaN(number) ? "double.NaN" : double.IsInfinity(number)
            ? (number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity")
            : number.ToString("R", CultureInfo.InvariantCulture) + "d",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        long number => number == long.MinValue ? "long.MinValue" : number.ToString(CultureInfo.InvariantCulture) + "L",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
        uint number => number.ToString(CultureInfo.InvariantCulture) + "U",
        int.MinValue => "int.MinValue",
        _ => string.Format(CultureInfo.InvariantCulture, "{0}", value),
    };

    /// <summary>The attribute as an object creation; null where generated code cannot write it.</summary>
    internal static string? Attribute(AttributeData attribute)
    {
        if (attribute.AttributeClass is not { } type || attribute.AttributeConstructor is null || !type.IsNameable()
            || attribute.AttributeConstructor.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal))
            return null;
        var arguments = string.Join(", ", attribute.ConstructorArguments.Select(static argument => Constant(argument)));
        var named = string.Join(", ", attribute.NamedArguments.Select(static argument => $"{argument.Key} = {Constant(argument.Value)}"));
        return $"new {type.Plain()}({arguments}){(named.Length > 0 ? $" {{ {named} }}" : "")}";
    }

    internal static string Constant(TypedConstant constant)
    {
        if (constant.IsNull)
            return constant.Type is { } type ? $"({type.Plain()}?)null" : "null";
        return constant.Kind switch
        {
            TypedConstantKind.Array =>
                $"new {((IArrayTypeSymbol)constant.Type!).ElementType.Plain()}[] {{ "
                    + $"{string.Join(", ", constant.Values.Select(Constant))} }}",
            TypedConstantKind.Type => $"typeof({((ITypeSymbol)constant.Value!).Plain()})",
            _ => Of(constant.Value, constant.Type!),
        };
    }
}
