using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints;

/// <summary>Constraints of DataAnnotations as C# conditions, where that is cheaper than to ask the attribute.</summary>
internal static class Checks
{
    private const string Annotations = "System.ComponentModel.DataAnnotations.";

    private static readonly HashSet<string> s_withoutContext =
    [
        "RangeAttribute", "StringLengthAttribute", "MinLengthAttribute", "MaxLengthAttribute", "LengthAttribute", "EmailAddressAttribute", "UrlAttribute", "PhoneAttribute",
        "CreditCardAttribute", "Base64StringAttribute", "AllowedValuesAttribute", "DeniedValuesAttribute", "EnumDataTypeAttribute", "FileExtensionsAttribute", "RequiredAttribute", "DataTypeAttribute",
    ];

    internal static EquatableArray<CheckModel> Of(IEnumerable<AttributeData> attributes, ITypeSymbol type)
    {
        var checks = new List<CheckModel>();
        foreach (var attribute in attributes)
        {
            if (!attribute.AttributeClass.IsOrDerivesFrom(Annotations + "ValidationAttribute") || Literals.Attribute(attribute) is not { } text)
                continue;
            // A pattern of the program's that takes too long must not hold the loop.
            if (attribute.AttributeClass.Is(Annotations + "RegularExpressionAttribute"))
            {
                checks.Add(new CheckModel($"global::Rondo.Api.Runtime.Pattern.Of({text})", "report.Mismatches({1}, {0})"));
                continue;
            }

            var name = attribute.AttributeClass!.ContainingNamespace.ToDisplayString() == "System.ComponentModel.DataAnnotations" ? attribute.AttributeClass.Name : "";
            if (name == "DataTypeAttribute")
                continue; // says how to show it
            checks.Add(new CheckModel(text, Condition(name, attribute, type.NullableValue() ?? type), NeedsContext: !s_withoutContext.Contains(name), NeedsOwner: LooksAtOwner(attribute.AttributeClass!), IsRequired: name == "RequiredAttribute"));
        }

        return checks.ToEquatable();
    }

    /// <summary>Whether it is asked with a context, in which it finds the object that its value is a member of: <c>[Compare]</c>, and some of the program's.</summary>
    private static bool LooksAtOwner(INamedTypeSymbol attribute) => attribute.WithBases()
        .TakeWhile(static each => !each.Is(Annotations + "ValidationAttribute"))
        .Any(static each => each.GetMembers("IsValid").OfType<IMethodSymbol>().Any(static method => method.Parameters.Length == 2));

    private static string? Condition(string name, AttributeData attribute, ITypeSymbol type)
    {
        var arguments = attribute.ConstructorArguments;
        switch (name)
        {
            case "RangeAttribute" when arguments.Length == 2 && Number(type) is { } suffix:
                var named = attribute.NamedArguments.ToDictionary(static pair => pair.Key, static pair => pair.Value.Value);
                var below = named.TryGetValue("MinimumIsExclusive", out var least) && least is true ? "<=" : "<";
                var above = named.TryGetValue("MaximumIsExclusive", out var most) && most is true ? ">=" : ">";
                return Bound(arguments[0].Value, suffix) is { } low && Bound(arguments[1].Value, suffix) is { } high
                    ? suffix is "d" or "f" ? $"!({{0}} {Opposite(below)} {low} && {{0}} {Opposite(above)} {high})" : $"{{0}} {below} {low} || {{0}} {above} {high}"
                    : null;
            case "StringLengthAttribute" when type.SpecialType == SpecialType.System_String:
                var minimum = attribute.NamedArguments.FirstOrDefault(static pair => pair.Key == "MinimumLength").Value.Value as int? ?? 0;
                return Length("{0}.Length", minimum, (int)arguments[0].Value!);
            case "MinLengthAttribute" when Size(type) is { } size:
                return Length(size, (int)arguments[0].Value!, null);
            case "MaxLengthAttribute" when arguments.Length == 1 && Size(type) is { } size:
                return Length(size, 0, (int)arguments[0].Value!);
            case "LengthAttribute" when Size(type) is { } size:
                return Length(size, (int)arguments[0].Value!, (int)arguments[1].Value!);
            case "RequiredAttribute" when type.SpecialType == SpecialType.System_String:
                return attribute.NamedArguments.Any(static pair => pair is { Key: "AllowEmptyStrings", Value.Value: true }) ? "{0} is null" : "string.IsNullOrWhiteSpace({0})";
            case "RequiredAttribute" when type.IsValueType:
                return "false";
            default:
                return null;
        }
    }

    private static string? Length(string size, int least, int? most) => (least, most) switch
    {
        (0, null) => "false",
        (0, { } top) => $"{size} > {top}",
        (_, null) => $"{size} < {least}",
        var (low, top) => $"{size} < {low} || {size} > {top}",
    };

    private static string? Size(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } or IArrayTypeSymbol => "{0}.Length",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } named when named.AllInterfaces.Prepend(named).Any(static each => each.OriginalDefinition.SpecialType is
            SpecialType.System_Collections_Generic_IReadOnlyCollection_T or SpecialType.System_Collections_Generic_ICollection_T) => "{0}.Count",
        INamedTypeSymbol { TypeKind: not TypeKind.Interface } named when named.ElementType() is not null =>
            HasPublic(named, "Count") ? "{0}.Count" : HasPublic(named, "Length") ? "{0}.Length" : null,
        _ => null,
    };

    private static bool HasPublic(INamedTypeSymbol type, string property) =>
        type.WithBases().SelectMany(each => each.GetMembers(property)).OfType<IPropertySymbol>().Any(static each => each.DeclaredAccessibility == Accessibility.Public);

    private static string? Number(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Decimal => "m",
        SpecialType.System_Double => "d",
        SpecialType.System_Single => "f",
        SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 => "",
        _ => null,
    };

    private static string? Bound(object? value, string suffix)
    {
        if (suffix.Length == 0)
            return value is int whole ? Literals.Primitive((long)whole) : value is double broken && broken == Math.Floor(broken) && Math.Abs(broken) < 9e15 ? Literals.Primitive((long)broken) : null;
        if (value is int number)
            return number.ToString(CultureInfo.InvariantCulture) + suffix;
        if (value is not double real || double.IsNaN(real) || double.IsInfinity(real))
            return null;
        if (suffix == "m")
            return Math.Abs(real) < 7.9e27 ? ((decimal)real).ToString(CultureInfo.InvariantCulture) + "m" : null;
        return real.ToString("R", CultureInfo.InvariantCulture) + "d";
    }

    private static string Opposite(string comparison) => comparison switch
    {
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        _ => "<",
    };
}
