using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Rondo.Generators.Endpoints.Types;

/// <summary>
/// Finds the constraints of DataAnnotations that no value of their type can meet: some throw at the first request, others refuse
/// everything.
/// </summary>
internal static class ConstraintFit
{
    private static readonly HashSet<string> s_ofText =
        ["StringLengthAttribute", "RegularExpressionAttribute", "EmailAddressAttribute", "UrlAttribute", "PhoneAttribute",
            "CreditCardAttribute", "Base64StringAttribute", "FileExtensionsAttribute"];

    private static readonly HashSet<string> s_ofSize = ["MinLengthAttribute", "MaxLengthAttribute", "LengthAttribute"];

    /// <returns>Why it cannot be met; null where it can.</returns>
    internal static string? Why(string name, AttributeData attribute, ITypeSymbol type, ref SizeLimits sizes)
    {
        // It may hold anything.
        if (name.Length == 0 || type.SpecialType == SpecialType.System_Object || type is ITypeParameterSymbol)
            return null;
        if (s_ofText.Contains(name) && type.SpecialType != SpecialType.System_String && !(name == "UrlAttribute" && type.Is("System.Uri")))
            return name == "StringLengthAttribute" && Checks.Size(type) is not null
                ? "it is for strings: use [Length], [MinLength] or [MaxLength]" : "it is for strings";
        if (s_ofSize.Contains(name) && Checks.Size(type) is null)
            return "it is for strings and collections: use [Range]";
        return name switch
        {
            "RegularExpressionAttribute" => Pattern(attribute),
            "RangeAttribute" => Limits.Why(attribute, type),
            "AllowedValuesAttribute"
                when Choices.Of(attribute, type) is { Count: 0 }
                && Choices.HasValues(attribute) => "none of its values is a value of this type",
            "AllowedValuesAttribute"
                when Checks.Size(type) is not null && type.SpecialType != SpecialType.System_String => "it is for single values",
            _ => Size(name, attribute, ref sizes),
        };
    }

    private static string? Pattern(AttributeData attribute)
    {
        try
        {
            _ = new Regex(attribute.ConstructorArguments[0].Value as string ?? "");
            return null;
        }
        catch (ArgumentException exception)
        {
            return $"its pattern is malformed: {exception.Message.TrimEnd('.')}";
        }
    }

    private static string? Size(string name, AttributeData attribute, ref SizeLimits sizes)
    {
        var numbers = attribute.ConstructorArguments.Select(
            static argument => argument.Kind == TypedConstantKind.Array ? null : argument.Value as int?).ToList();
        (int Least, int? Most)? limits = name switch
        {
            "StringLengthAttribute" =>
                (attribute.NamedArguments.FirstOrDefault(static pair => pair.Key == "MinimumLength").Value.Value as int? ?? 0, numbers[0]),
            "MinLengthAttribute" => (numbers[0] ?? 0, null),
            "MaxLengthAttribute" when numbers.Count == 1 && numbers[0] != -1 => (0, numbers[0]),
            "LengthAttribute" => (numbers[0] ?? 0, numbers[1]),
            _ => null,
        };
        if (limits is not { } given)
            return null;
        if (given.Least < 0 || given.Most < 0)
            return "a size cannot be negative";
        if (given.Most < given.Least)
            return $"no size is at least {given.Least} and at most {given.Most}";
        return sizes.Narrow(given.Least, given.Most) ? null : "another constraint leaves no size that it allows";
    }
}
