using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Rondo.Generators.Endpoints.Model;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>Constraints of DataAnnotations as C# conditions, where that is cheaper than to ask the attribute.</summary>
internal static class Checks
{
    private const string Annotations = "System.ComponentModel.DataAnnotations.";

    private static readonly HashSet<string> s_withoutContext =
    [
        "RangeAttribute", "StringLengthAttribute", "MinLengthAttribute", "MaxLengthAttribute", "LengthAttribute",
        "EmailAddressAttribute", "UrlAttribute", "PhoneAttribute",
        "CreditCardAttribute", "Base64StringAttribute", "AllowedValuesAttribute", "DeniedValuesAttribute",
        "EnumDataTypeAttribute", "FileExtensionsAttribute", "RequiredAttribute", "DataTypeAttribute",
    ];

    /// <param name="attributes">The attributes of a parameter, a member or a type.</param>
    /// <param name="type">The type that they stand on.</param>
    /// <param name="owner">The name of what they stand on, for diagnostics.</param>
    /// <param name="diagnostics">Receives the constraints that no value can meet.</param>
    internal static EquatableArray<CheckModel> Of(
        IEnumerable<AttributeData> attributes, ITypeSymbol type, string owner, List<DiagnosticModel> diagnostics)
    {
        var checks = new List<CheckModel>();
        var held = type.NullableValue() ?? type;
        var sizes = new SizeLimits();
        foreach (var attribute in attributes)
        {
            if (!attribute.AttributeClass.IsOrDerivesFrom(Annotations + "ValidationAttribute")
                || Literals.Attribute(attribute) is not { } text)
                continue;
            var name = attribute.AttributeClass!.ContainingNamespace.ToDisplayString() == "System.ComponentModel.DataAnnotations"
                ? attribute.AttributeClass.Name : "";
            if (name == "DataTypeAttribute")
                continue; // says how to show it
            if (ConstraintFit.Why(name, attribute, held, ref sizes) is { } why)
            {
                var place = LocationModel.Of(
                    attribute.ApplicationSyntaxReference is { } syntax ? Location.Create(syntax.SyntaxTree, syntax.Span) : null);
                diagnostics.Add(
                    DiagnosticModel.Of(
                        Diagnostics.UnmeetableConstraint, place, name.Replace("Attribute", ""), owner, type.ToDisplayString(), why));
                continue;
            }

            // A pattern of the program's that takes too long must not hold the loop.
            if (name == "RegularExpressionAttribute")
                checks.Add(new CheckModel($"global::Rondo.Api.Runtime.Pattern.Of({text})", "report.Mismatches({1}, {0})"));
            else if (name == "RangeAttribute" && Limits.Of(attribute, text, held) is { } limits)
                checks.Add(limits);
            else
                checks.Add(new CheckModel(
                    text, Condition(name, attribute, held), NeedsContext: !s_withoutContext.Contains(name),
                    NeedsOwner: LooksAtOwner(attribute.AttributeClass!), IsRequired: name == "RequiredAttribute"));
        }

        return checks.ToEquatable();
    }

    /// <summary>
    /// Whether it is asked with a context, in which it finds the object that its value is a member of: <c>[Compare]</c>, and some
    /// of the program's.
    /// </summary>
    private static bool LooksAtOwner(INamedTypeSymbol attribute) => attribute.WithBases()
        .TakeWhile(static each => !each.Is(Annotations + "ValidationAttribute"))
        .Any(static each => each.GetMembers("IsValid").OfType<IMethodSymbol>().Any(static method => method.Parameters.Length == 2));

    private static string? Condition(string name, AttributeData attribute, ITypeSymbol type)
    {
        var arguments = attribute.ConstructorArguments;
        switch (name)
        {
            case "StringLengthAttribute" when type.SpecialType == SpecialType.System_String:
                var minimum = attribute.NamedArguments.FirstOrDefault(static pair => pair.Key == "MinimumLength").Value.Value as int? ?? 0;
                return Length(type, minimum, (int)arguments[0].Value!);
            case "MinLengthAttribute":
                return Length(type, (int)arguments[0].Value!, null);
            case "MaxLengthAttribute":
                return Length(type, 0, arguments.Length == 1 && (int)arguments[0].Value! is >= 0 and var most ? most : null);
            case "LengthAttribute":
                return Length(type, (int)arguments[0].Value!, (int)arguments[1].Value!);
            case "EnumDataTypeAttribute" when type.TypeKind == TypeKind.Enum:
                return "false"; // an undefined value is never read
            case "AllowedValuesAttribute" when Choices.Of(attribute, type) is { Count: > 0 } allowed:
                return $"!({string.Join(" || ", allowed.Select(static each => "{0} == " + each))})";
            case "DeniedValuesAttribute" when Choices.Of(attribute, type) is { } denied:
                return denied.Count == 0 ? "false" : string.Join(" || ", denied.Select(static each => "{0} == " + each));
            case "RequiredAttribute" when type.SpecialType == SpecialType.System_String:
                return attribute.NamedArguments.Any(static pair => pair is { Key: "AllowEmptyStrings", Value.Value: true })
                    ? "{0} is null" : "string.IsNullOrWhiteSpace({0})";
            case "RequiredAttribute" when type.IsValueType:
                return "false";
            default:
                return null;
        }
    }

    private static string? Length(ITypeSymbol type, int least, int? most)
    {
        if (type.SpecialType == SpecialType.System_String && (least, most) is not (0, null))
            return $"global::Rondo.Api.Runtime.Characters.AreOutside({{0}}, {least}, "
                + $"{(most is { } number ? number.ToString(CultureInfo.InvariantCulture) : "int.MaxValue")})";
        return Size(type) is not { } size ? null : (least, most) switch
        {
            (0, null) => "false",
            (0, { } top) => $"{size} > {top}",
            (_, null) => $"{size} < {least}",
            var (low, top) => $"{size} < {low} || {size} > {top}",
        };
    }

    /// <summary>How many items there are; null for a type that has none.</summary>
    internal static string? Size(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } or IArrayTypeSymbol => "{0}.Length",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } named
            when named.AllInterfaces.Prepend(named).Any(static each => each.OriginalDefinition.SpecialType is
            SpecialType.System_Collections_Generic_IReadOnlyCollection_T or SpecialType.System_Collections_Generic_ICollection_T) =>
            "{0}.Count",
        INamedTypeSymbol named when named.ElementType() is not null =>
            HasPublic(named, "Count") ? "{0}.Count" : HasPublic(named, "Length") ? "{0}.Length"
            : "global::System.Linq.Enumerable.Count({0})",
        _ => null,
    };

    private static bool HasPublic(INamedTypeSymbol type, string property) =>
        type.WithBases().SelectMany(each => each.GetMembers(property)).OfType<IPropertySymbol>()
        .Any(static each => each.DeclaredAccessibility == Accessibility.Public);
}
