using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Rondo.Api.Secrets;
using Rondo.Api.Validation;

namespace Rondo.Api;

/// <content>What generated binders report.</content>
public sealed partial class ErrorReport
{
    /// <summary>After how many matches that took too long no further one is tried: those of one request would add up.</summary>
    private const int MostSlowMatches = 5;

    private int _slowMatches;

    /// <summary>For generated code: whether a value does not match its pattern, or took too long to tell.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public bool Mismatches(ValidationAttribute constraint, object? value)
    {
        if (_slowMatches >= MostSlowMatches || constraint is not Runtime.Pattern pattern)
            return _slowMatches >= MostSlowMatches || constraint?.IsValid(value) != true;
        if (pattern.TryMatch(value, out var matches))
            return !matches;
        _slowMatches++;
        return true;
    }

    /// <summary>For generated code: a required input that is not there.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Missing(InputLocation location, string name) =>
        Record(location, "/" + Escape(name), "missing", "A value is required.", null);

    /// <summary>For generated code: an input that is not of its type.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void NotA(InputLocation location, string name, string expected, string? raw, bool secret = false) =>
        Record(location, "/" + Escape(name), "type", $"It must be {expected}.", Shortened.To(raw), secret);

    /// <summary>For generated code: an item of a list that is not of its type.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void NotA(InputLocation location, string name, int index, string expected, string? raw, bool secret = false) =>
        Record(location, $"/{Escape(name)}/{index}", "type", $"It must be {expected}.", Shortened.To(raw), secret);

    /// <summary>For generated code: an input that a custom parser refused.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Refused(InputLocation location, string name, string message, string? raw, bool secret = false) =>
        RecordText(location, "/" + Escape(name), "type", secret || SecretNames.IsSecret(name) ? SecretTexts.NotValid : message, raw,
            secret);

    /// <summary>For generated code: an input that breaks a constraint.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Fail(InputLocation location, string name, ValidationAttribute constraint, object? value, bool secret = false) =>
        Record(location, Pointer(name), ConstraintTexts.Code(constraint),
            Message(constraint, name.Length == 0 ? "value" : name, value, secret || SecretNames.IsSecret(name)), value, secret);

    /// <summary>For generated code: asks a constraint of the program's.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Ask(InputLocation location, string name, ValidationAttribute constraint, object? value, bool secret = false)
    {
        var context = new ValidationContext(value ?? name, name.Length == 0 ? "value" : name, null, null)
        {
            MemberName = name.Length == 0
            ? null : name
        };
        if (Result(constraint, value, context) is { } result)
            RecordText(location, Pointer(name), ConstraintTexts.Code(constraint), result.ErrorMessage, value, secret);
    }

    /// <summary>For generated code: asks a constraint of a member that has to see its owner.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Ask(InputLocation location, string name, ValidationAttribute constraint, object? value, object owner, string member,
        bool secret = false)
    {
        if (value is not null && Result(constraint, value, Of(owner, member)) is { } result)
            RecordText(location, "/" + Escape(name), ConstraintTexts.Code(constraint), result.ErrorMessage, value, secret
                || ComparesSecret(constraint));
    }

    /// <summary>Asks a constraint of the program's, whose pattern may take too long.</summary>
    private ValidationResult? Result(ValidationAttribute constraint, object? value, ValidationContext context)
    {
        if (constraint is RegularExpressionAttribute { MatchTimeoutInMilliseconds: > Runtime.Pattern.LongestMilliseconds } pattern)
            pattern.MatchTimeoutInMilliseconds = Runtime.Pattern.LongestMilliseconds;
        try
        {
            return _slowMatches < MostSlowMatches || constraint is not RegularExpressionAttribute
                ? constraint.GetValidationResult(value, context)
                : new ValidationResult(constraint.FormatErrorMessage(context.DisplayName));
        }
        catch (RegexMatchTimeoutException)
        {
            _slowMatches++;
            return new ValidationResult(constraint.FormatErrorMessage(context.DisplayName));
        }
    }

    /// <summary>The pointer to an input; the body has no name.</summary>
    private static string Pointer(string name) => name.Length == 0 ? "" : "/" + Escape(name);

    /// <summary>The values that are allowed for a secret are secrets.</summary>
    internal static string Message(ValidationAttribute constraint, string name, object? value, bool secret) =>
        secret && constraint is (AllowedValuesAttribute or DeniedValuesAttribute) ? SecretTexts.NotValid
            : ConstraintTexts.Message(constraint, name, value);

    /// <summary>The repeated password is nearly the password.</summary>
    private static bool ComparesSecret(ValidationAttribute constraint) => constraint is CompareAttribute compared
        && SecretNames.IsSecret(compared.OtherProperty);
}
