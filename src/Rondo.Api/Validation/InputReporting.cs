using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Rondo.Api.Secrets;
using Rondo.Api.Validation;

namespace Rondo.Api.Runtime;

/// <summary>For generated code: what binders and validators report.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class InputReporting
{
    /// <summary>Goes down to a member.</summary>
    public static void Enter(this ErrorReport report, string member, bool secret = false) => report.Enter(member, secret);

    /// <summary>Goes down to a member whose JSON name is declared.</summary>
    public static void EnterExact(this ErrorReport report, string jsonName, bool secret = false) => report.EnterExact(jsonName, secret);

    /// <summary>Goes down to an item.</summary>
    public static void Enter(this ErrorReport report, int index) => report.Enter(index);

    /// <summary>Comes back up.</summary>
    public static void Leave(this ErrorReport report) => report.Leave();

    /// <summary>Sets the part of the request that has the values that follow.</summary>
    public static void At(this ErrorReport report, InputLocation location) => report.At(location);

    /// <summary>Reports that the value where the report stands is null, and must not be.</summary>
    public static void FailNull(this ErrorReport report) => report.FailNull();

    /// <summary>Reports a value that breaks a constraint.</summary>
    public static void Fail(this ErrorReport report, ValidationAttribute constraint, object? value)
    {
        // A large body may be wrong everywhere: no texts that nobody reads.
        if (report.IsFull)
            report.Omit();
        else
            report.Record(ConstraintTexts.Code(constraint),
                ConstraintTexts.Message(constraint, report.Name, value, report.IsSecretHere), value);
    }

    /// <summary>Asks a constraint that has to see more than the value.</summary>
    public static void Ask(this ErrorReport report, ValidationAttribute constraint, object? value, object? owner, string member)
    {
        // Without its owner, which could not be read, such a constraint has nothing to go by.
        if (owner is not null && Result(report, constraint, value, Of(owner, member)) is { } result)
            report.RecordText(ConstraintTexts.Code(constraint), result.ErrorMessage, member.Length == 0 ? null : value,
                report.IsSecretHere || ComparesSecret(constraint));
    }

    /// <summary>Asks a value to validate itself.</summary>
    public static void AskItself(this ErrorReport report, object value)
    {
        foreach (var result in ((IValidatableObject)value).Validate(new ValidationContext(value, value.GetType().Name, null, null)))
        {
            if (result == ValidationResult.Success)
                continue;
            foreach (var member in result.MemberNames.DefaultIfEmpty(""))
                report.Add(member, "invalid", result.ErrorMessage ?? "It is invalid.");
        }
    }

    /// <summary>Returns whether a value does not match its pattern, or took too long to tell.</summary>
    public static bool Mismatches(this ErrorReport report, ValidationAttribute constraint, object? value)
    {
        if (report.IsTiredOfMatching || constraint is not Pattern pattern)
            return report.IsTiredOfMatching || constraint?.IsValid(value) != true;
        if (pattern.TryMatch(value, out var matches))
            return !matches;
        report.SlowMatches++;
        return true;
    }

    /// <summary>Reports a required input that is not there.</summary>
    public static void Missing(this ErrorReport report, InputLocation location, string name) =>
        report.Record(location, Pointer(name), "missing", "A value is required.", null);

    /// <summary>Reports an input that is not of its type.</summary>
    public static void NotA(
        this ErrorReport report, InputLocation location, string name, string expected, string? raw, bool secret = false) =>
        report.Record(location, Pointer(name), "type", $"It must be {expected}.", Shortened.To(raw), secret);

    /// <summary>Reports an item of a list that is not of its type.</summary>
    public static void NotA(
        this ErrorReport report, InputLocation location, string name, int index, string expected, string? raw, bool secret = false) =>
        report.Record(location, $"{Pointer(name)}/{index}", "type", $"It must be {expected}.", Shortened.To(raw), secret);

    /// <summary>Reports an input that a custom parser refused.</summary>
    public static void Refused(
        this ErrorReport report, InputLocation location, string name, string message, string? raw, bool secret = false) =>
        report.RecordText(
            location, Pointer(name), "type", secret || SecretNames.IsSecret(name) ? SecretTexts.NotValid : message, raw, secret);

    /// <summary>Reports an input that breaks a constraint.</summary>
    public static void Fail(
        this ErrorReport report, InputLocation location, string name, ValidationAttribute constraint, object? value, bool secret = false) =>
        report.Record(location, Pointer(name), ConstraintTexts.Code(constraint),
            ConstraintTexts.Message(
                constraint, name.Length == 0 ? "value" : name, value, secret || SecretNames.IsSecret(name)), value, secret);

    /// <summary>Asks a constraint of the program's.</summary>
    public static void Ask(
        this ErrorReport report, InputLocation location, string name, ValidationAttribute constraint, object? value, bool secret = false)
    {
        var context = new ValidationContext(value ?? name, name.Length == 0 ? "value" : name, null, null)
        {
            MemberName = name.Length == 0 ? null : name,
        };
        if (Result(report, constraint, value, context) is { } result)
            report.RecordText(location, Pointer(name), ConstraintTexts.Code(constraint), result.ErrorMessage, value, secret);
    }

    /// <summary>Asks a constraint of a member that has to see its owner.</summary>
    public static void Ask(
        this ErrorReport report, InputLocation location, string name, ValidationAttribute constraint, object? value, object owner,
        string member, bool secret = false)
    {
        if (value is not null && Result(report, constraint, value, Of(owner, member)) is { } result)
            report.RecordText(location, "/" + ErrorReport.Escape(name), ConstraintTexts.Code(constraint), result.ErrorMessage, value,
                secret || ComparesSecret(constraint));
    }

    /// <summary>Asks a constraint of the program's, whose pattern may take too long.</summary>
    private static ValidationResult? Result(
        ErrorReport report, ValidationAttribute constraint, object? value, ValidationContext context)
    {
        if (constraint is RegularExpressionAttribute { MatchTimeoutInMilliseconds: > Pattern.LongestMilliseconds } pattern)
            pattern.MatchTimeoutInMilliseconds = Pattern.LongestMilliseconds;
        try
        {
            return !report.IsTiredOfMatching || constraint is not RegularExpressionAttribute
                ? constraint.GetValidationResult(value, context)
                : new ValidationResult(constraint.FormatErrorMessage(context.DisplayName));
        }
        catch (RegexMatchTimeoutException)
        {
            report.SlowMatches++;
            return new ValidationResult(constraint.FormatErrorMessage(context.DisplayName));
        }
    }

    /// <summary>A value that is checked as a whole has no member to be called by.</summary>
    private static ValidationContext Of(object owner, string member) =>
        member.Length == 0 ? new(owner, owner.GetType().Name, null, null) : new(owner, member, null, null) { MemberName = member };

    /// <summary>The pointer to an input; the body has no name.</summary>
    private static string Pointer(string name) => name.Length == 0 ? "" : "/" + ErrorReport.Escape(name);

    /// <summary>The repeated password is nearly the password.</summary>
    private static bool ComparesSecret(ValidationAttribute constraint) => constraint is CompareAttribute compared
        && SecretNames.IsSecret(compared.OtherProperty);
}
