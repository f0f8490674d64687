using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Rondo.Api.Secrets;

namespace Rondo.Api.Validation;

/// <summary>The codes and sentences of broken constraints, in JSON's words rather than C#'s.</summary>
internal static class ConstraintTexts
{
    private static readonly string? s_email = new EmailAddressAttribute().ErrorMessage;
    private static readonly string? s_url = new UrlAttribute().ErrorMessage;
    private static readonly string? s_phone = new PhoneAttribute().ErrorMessage;
    private static readonly string? s_creditCard = new CreditCardAttribute().ErrorMessage;
    private static readonly string? s_base64 = new Base64StringAttribute().ErrorMessage;
    private static readonly string? s_allowed = new AllowedValuesAttribute().ErrorMessage;
    private static readonly string? s_denied = new DeniedValuesAttribute().ErrorMessage;
    private static readonly string? s_file = new FileExtensionsAttribute().ErrorMessage;

    internal static string Code(ValidationAttribute constraint) => constraint switch
    {
        RequiredAttribute => "missing",
        RangeAttribute or ILimits => "range",
        StringLengthAttribute or MinLengthAttribute or MaxLengthAttribute or LengthAttribute => "length",
        RegularExpressionAttribute => "pattern",
        EmailAddressAttribute => "email",
        UrlAttribute => "url",
        PhoneAttribute => "phone",
        CreditCardAttribute => "credit_card",
        Base64StringAttribute => "base64",
        AllowedValuesAttribute or DeniedValuesAttribute or EnumDataTypeAttribute => "choice",
        CompareAttribute => "compare",
        _ => "invalid",
    };

    /// <summary>The sentence; the values that are allowed for a secret are secrets.</summary>
    internal static string Message(ValidationAttribute constraint, string name, object? value, bool secret) =>
        secret && constraint is (AllowedValuesAttribute or DeniedValuesAttribute) ? SecretTexts.NotValid : Message(constraint, name, value);

    private static string Message(ValidationAttribute constraint, string name, object? value)
    {
        // The author's own words win.
        if (constraint.ErrorMessageResourceName is not null || (constraint.ErrorMessage is { } own && own != BuiltIn(constraint)))
            return constraint.FormatErrorMessage(name);
        var many = value is System.Collections.IEnumerable and not string;
        return constraint switch
        {
            RequiredAttribute => "A value is required.",
            RangeAttribute range => Range(range, value?.GetType()),
            ILimits limits => Between(limits.Minimum, limits.Maximum, limits.MinimumIsExclusive, limits.MaximumIsExclusive),
            StringLengthAttribute length => Length(length.MinimumLength, length.MaximumLength, many),
            LengthAttribute length => Length(length.MinimumLength, length.MaximumLength, many),
            MinLengthAttribute length => Length(length.Length, null, many),
            MaxLengthAttribute length => Length(0, length.Length, many),
            RegularExpressionAttribute pattern => $"It must match the pattern {pattern.Pattern}.",
            EmailAddressAttribute => "It must be an e-mail address.",
            UrlAttribute => "It must be an absolute http, https or ftp URL.",
            PhoneAttribute => "It must be a phone number.",
            CreditCardAttribute => "It must be a credit card number.",
            Base64StringAttribute => "It must be Base64.",
            FileExtensionsAttribute file =>
                $"It must be a file name that ends in "
                    + $"{string.Join(", ", file.Extensions.Split(',').Select(static each => "." + each.Trim(' ', '.')))}.",
            EnumDataTypeAttribute names when names.EnumType.IsEnum =>
                $"It must be one of {string.Join(", ", Enum.GetNames(names.EnumType))}.",
            AllowedValuesAttribute allowed => $"It must be one of {List(allowed.Values)}.",
            DeniedValuesAttribute denied => $"It must not be one of {List(denied.Values)}.",
            _ => constraint.FormatErrorMessage(name),
        };
    }

    /// <summary>The messages of constraints on kinds of text if their author says nothing; others say null.</summary>
    private static string? BuiltIn(ValidationAttribute constraint) => constraint switch
    {
        EmailAddressAttribute => s_email,
        UrlAttribute => s_url,
        PhoneAttribute => s_phone,
        CreditCardAttribute => s_creditCard,
        Base64StringAttribute => s_base64,
        AllowedValuesAttribute => s_allowed,
        DeniedValuesAttribute => s_denied,
        FileExtensionsAttribute => s_file,
        _ => null,
    };

    private static string Range(RangeAttribute range, Type? type)
    {
        var least = IsLimit(range.Minimum, least: true, type == typeof(int)) ? null : Text(range.Minimum);
        var most = IsLimit(range.Maximum, least: false, type == typeof(int)) ? null : Text(range.Maximum);
        return Between(least, most, range.MinimumIsExclusive, range.MaximumIsExclusive);
    }

    private static string Between(string? least, string? most, bool isAbove, bool isBelow)
    {
        var above = isAbove ? $"greater than {least}" : $"at least {least}";
        var below = isBelow ? $"less than {most}" : $"at most {most}";
        return least is null ? $"It must be {below}." : most is null ? $"It must be {above}." : $"It must be {above} and {below}.";
    }

    /// <summary>
    /// Whether a bound was written to say that there is none: the end of int on an int, and the end of a larger type, which comes
    /// as a double.
    /// </summary>
    internal static bool IsLimit(object bound, bool least, bool isInt) => bound switch
    {
        int value => isInt && value == (least ? int.MinValue : int.MaxValue),
        double value => least
            ? value is double.NegativeInfinity or double.MinValue or long.MinValue or (double)decimal.MinValue
            : value is double.PositiveInfinity or double.MaxValue or long.MaxValue or ulong.MaxValue or (double)decimal.MaxValue,
        _ => false,
    };

    private static string Length(int least, int? most, bool many)
    {
        var unit = many ? "items" : "characters";
        return (least, most) switch
        {
            (0, { } top) => $"It must have at most {top} {unit}.",
            (_, null) => least == 1 ? (many ? "It must have at least one item." : "It must not be empty.")
                : $"It must have at least {least} {unit}.",
            var (low, top) => $"It must have {low} to {top} {unit}.",
        };
    }

    private static string List(object?[] values) => string.Join(", ", values.Select(Text));

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
