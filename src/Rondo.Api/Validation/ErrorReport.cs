using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Rondo.Api;

/// <summary>Collects everything that is wrong with a request's input.</summary>
/// <remarks>
/// A <c>[Validator]</c> function gets one, standing at the value that it checks. Names of members are C# names here and become
/// JSON names in the pointer.
/// </remarks>
public sealed partial class ErrorReport : IReadOnlyList<InputError>
{
    /// <summary>How many errors of a request are reported.</summary>
    internal const int Limit = 100;

    private List<InputError>? _errors; // most requests have none
    private readonly Func<string, string> _jsonName;
    private List<string>? _path;
    private InputLocation _in = InputLocation.Body;

    internal ErrorReport(Func<string, string> jsonName) => _jsonName = jsonName;

    /// <summary>How many errors there are so far.</summary>
    public int Count => _errors?.Count ?? 0;

    /// <summary>No further error is taken.</summary>
    internal bool IsFull => Count >= Limit;

    /// <inheritdoc/>
    public InputError this[int index] => (_errors ?? throw new ArgumentOutOfRangeException(nameof(index)))[index];

    /// <summary>Adds an error about a member of the value being validated, or about the value itself.</summary>
    /// <param name="member">The C# name of the member, as by <c>nameof</c>; empty for the value itself.</param>
    /// <param name="code">A stable word for programs.</param>
    /// <param name="message">A sentence for people: the fact, and what would be right.</param>
    /// <param name="value">The rejected value.</param>
    public void Add(string member, string code, string message, object? value = null)
    {
        ArgumentNullException.ThrowIfNull(member);
        Record(_in, member.Length == 0 ? Here() : $"{Here()}/{Escape(_jsonName(member))}", code, message, value);
    }

    /// <inheritdoc/>
    public IEnumerator<InputError> GetEnumerator() => (_errors ?? []).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For generated code: goes down to a member.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Enter(string member) => (_path ??= []).Add(_jsonName(member));

    /// <summary>For generated code: goes down to a member whose JSON name is declared.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void EnterExact(string jsonName) => (_path ??= []).Add(jsonName);

    /// <summary>For generated code: goes down to an item.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Enter(int index) => (_path ??= []).Add(index.ToString(CultureInfo.InvariantCulture));

    /// <summary>For generated code: comes back up.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Leave() => _path!.RemoveAt(_path.Count - 1);

    /// <summary>Leaves everything, after an exception.</summary>
    internal void ToRoot() => _path?.Clear();

    /// <summary>For generated code: where the values that follow stand.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void At(InputLocation location) => _in = location;

    /// <summary>For generated code: a value that breaks a constraint.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Fail(ValidationAttribute constraint, object? value)
    {
        if (IsFull)
            return; // a large body may be wrong everywhere: no texts that nobody reads
        var name = _path is not { Count: > 0 } ? "value" : _path[^1];
        Record(_in, Here(), ConstraintTexts.Code(constraint), ConstraintTexts.Message(constraint, name, value), value);
    }

    /// <summary>For generated code: asks a constraint that has to see more than the value.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Ask(ValidationAttribute constraint, object? value, object? owner, string member)
    {
        // Without its owner, which could not be read, such a constraint has nothing to go by.
        if (owner is not null && constraint.GetValidationResult(value, Of(owner, member)) is { } result)
            Record(_in, Here(), ConstraintTexts.Code(constraint), result.ErrorMessage ?? "It is invalid.", member.Length == 0 ? null : value);
    }

    /// <summary>What is checked as a whole has no member to be called by.</summary>
    private static ValidationContext Of(object owner, string member) =>
        member.Length == 0 ? new(owner, owner.GetType().Name, null, null) : new(owner, member, null, null) { MemberName = member };

    /// <summary>For generated code: asks a value to validate itself.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AskItself(object value)
    {
        foreach (var result in ((IValidatableObject)value).Validate(new ValidationContext(value, value.GetType().Name, null, null)))
        {
            if (result == ValidationResult.Success)
                continue;
            foreach (var member in result.MemberNames.DefaultIfEmpty(""))
                Add(member, "invalid", result.ErrorMessage ?? "It is invalid.");
        }
    }

    internal void Record(InputLocation location, string pointer, string code, string message, object? value)
    {
        _errors ??= [];
        // A guard and its handler may read the same input.
        if (!IsFull && !_errors.Exists(known => known.In == location && known.Pointer == pointer && known.Code == code && known.Message == message))
            _errors.Add(new InputError(location, pointer, code, message, value));
    }

    internal string Here() => _path is null ? "" : string.Concat(_path.Select(static segment => "/" + Escape(segment)));

    internal static string Escape(string segment) =>
        segment.AsSpan().IndexOfAny('~', '/') < 0 ? segment : segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
