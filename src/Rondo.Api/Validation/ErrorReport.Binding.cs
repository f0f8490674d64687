using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Rondo.Api;

/// <content>What generated binders report.</content>
public sealed partial class ErrorReport
{
    private const int LongestValue = 200;

    /// <summary>For generated code: a required input that is not there.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Missing(InputLocation location, string name) =>
        Record(location, "/" + Escape(name), "missing", "A value is required.", null);

    /// <summary>For generated code: an input that is not of its type.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void NotA(InputLocation location, string name, string expected, string? raw, bool secret = false) =>
        Record(location, "/" + Escape(name), "type", $"It must be {expected}.", Cut(raw), secret);

    /// <summary>For generated code: an item of a list that is not of its type.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void NotA(InputLocation location, string name, int index, string expected, string? raw, bool secret = false) =>
        Record(location, $"/{Escape(name)}/{index}", "type", $"It must be {expected}.", Cut(raw), secret);

    /// <summary>For generated code: an input that a custom parser refused.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Refused(InputLocation location, string name, string message, string? raw, bool secret = false) =>
        RecordText(location, "/" + Escape(name), "type", secret || SecretNames.IsSecret(name) ? SecretTexts.NotValid : message, raw, secret);

    /// <summary>For generated code: an input that breaks a constraint.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Fail(InputLocation location, string name, ValidationAttribute constraint, object? value, bool secret = false) =>
        Record(location, "/" + Escape(name), ConstraintTexts.Code(constraint), ConstraintTexts.Message(constraint, name, value), value, secret);

    /// <summary>For generated code: asks a constraint of the program's.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Ask(InputLocation location, string name, ValidationAttribute constraint, object? value, bool secret = false)
    {
        if (constraint.GetValidationResult(value, new ValidationContext(value ?? name, name, null, null) { MemberName = name }) is { } result)
            RecordText(location, "/" + Escape(name), ConstraintTexts.Code(constraint), result.ErrorMessage, value, secret);
    }

    /// <summary>For generated code: asks a constraint of a member that has to see its owner.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Ask(InputLocation location, string name, ValidationAttribute constraint, object? value, object owner, string member, bool secret = false)
    {
        if (value is not null && constraint.GetValidationResult(value, Of(owner, member)) is { } result)
            RecordText(location, "/" + Escape(name), ConstraintTexts.Code(constraint), result.ErrorMessage, value, secret);
    }

    internal static string? Cut(string? raw) => raw is { Length: > LongestValue } ? string.Concat(raw.AsSpan(0, LongestValue), "…") : raw;
}
