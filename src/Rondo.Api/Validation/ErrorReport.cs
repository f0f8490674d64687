using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using Rondo.Api.Secrets;
using Rondo.Api.Validation;

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

    /// <summary>How many characters a pointer shows of each name and index; bodies choose the names of dictionaries' keys.</summary>
    private const int LongestSegment = 100;

    /// <summary>How many characters a pointer has, apart from the last segment.</summary>
    private const int LongestPointer = 500;

    private List<InputError>? _errors; // most requests have none
    private readonly Func<string, string> _jsonName;
    private List<Segment>? _path;
    private InputLocation _in = InputLocation.Body;

    internal ErrorReport(Func<string, string> jsonName) => _jsonName = jsonName;

    /// <summary>How many errors there are so far.</summary>
    public int Count => _errors?.Count ?? 0;

    /// <summary>No further error is taken.</summary>
    internal bool IsFull => Count >= Limit;

    /// <summary>How many errors were found after the report was full.</summary>
    internal int Omitted { get; private set; }

    /// <summary>Whether the search for errors ended before the input did.</summary>
    internal bool IsIncomplete { get; set; }

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
        if (member.Length > 0)
            Enter(member);
        RecordText(_in, Here(), code, message, value, IsSecretHere);
        if (member.Length > 0)
            Leave();
    }

    /// <inheritdoc/>
    public IEnumerator<InputError> GetEnumerator() => (_errors ?? []).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For generated code: goes down to a member.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Enter(string member, bool secret = false) => EnterExact(_jsonName(member), secret);

    /// <summary>For generated code: goes down to a member whose JSON name is declared.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void EnterExact(string jsonName, bool secret = false) => (_path ??= []).Add(new Segment(jsonName, 0, secret));

    /// <summary>For generated code: goes down to an item.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Enter(int index) =>
    (_path ??= []).Add(new Segment(null, index, IsSecret: false)); // no text: items that are right need none

    /// <summary>For generated code: comes back up.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Leave() => _path!.RemoveAt(_path.Count - 1);

    /// <summary>Leaves everything, after an exception.</summary>
    internal void ToRoot() => _path?.Clear();

    /// <summary>For generated code: where the values that follow stand.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void At(InputLocation location) => _in = location;

    /// <summary>For generated code: the value where the report stands is null, and must not be.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void FailNull() => Record("null", "It must not be null.", null);

    /// <summary>For generated code: a value that breaks a constraint.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Fail(ValidationAttribute constraint, object? value)
    {
        if (IsFull)
        {
            Omitted++; // a large body may be wrong everywhere: no texts that nobody reads
            return;
        }

        var name = _path is not { Count: > 0 } ? "value" : _path[^1].Text;
        Record(ConstraintTexts.Code(constraint), Message(constraint, name, value, IsSecretHere), value);
    }

    /// <summary>For generated code: asks a constraint that has to see more than the value.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Ask(ValidationAttribute constraint, object? value, object? owner, string member)
    {
        // Without its owner, which could not be read, such a constraint has nothing to go by.
        if (owner is not null && Result(constraint, value, Of(owner, member)) is { } result)
            RecordText(_in, Here(), ConstraintTexts.Code(constraint), result.ErrorMessage, member.Length == 0 ? null : value, IsSecretHere
                || ComparesSecret(constraint));
    }

    /// <summary>A value that is checked as a whole has no member to be called by.</summary>
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

    /// <summary>Adds an error about the value where the report stands.</summary>
    internal void Record(string code, string message, object? value) => Record(_in, Here(), code, message, value, IsSecretHere);

    /// <summary>Adds errors as they are.</summary>
    internal void AddRange(IEnumerable<InputError>? errors)
    {
        foreach (var error in errors ?? [])
            Record(error.In, error.Pointer, error.Code, error.Message, error.Value);
    }

    /// <summary>Adds an error about a value below the one where the report stands.</summary>
    internal void RecordBelow(string pointer, string code, string message) =>
        Record(_in, Here() + pointer, code, IsSecretHere || SecretNames.IsSecretPointer(pointer) ? SecretTexts.NotValid : message, null);

    internal void Record(InputLocation location, string pointer, string code, string message, object? value, bool secret = false)
    {
        _errors ??= [];
        if (IsFull)
        {
            Omitted++;
            return;
        }

        if (secret)
            value = null;
        // A guard and its handler may read the same input.
        if (!_errors.Exists(known => known.In == location && known.Pointer == pointer && known.Code == code && known.Message == message))
            _errors.Add(new InputError(location, pointer, code, message, value));
    }

    /// <summary>Adds an error in words of the program's, which may quote the value.</summary>
    internal void RecordText(InputLocation location, string pointer, string code, string? message, object? value, bool secret)
    {
        message ??= "It is invalid.";
        if (secret || InputError.IsHidden(location, pointer))
            message = SecretTexts.WithoutValue(message, value);
        Record(location, pointer, code, message, value, secret);
    }

    /// <summary>Brings the errors since some moment into the order of the members that they belong to.</summary>
    /// <param name="from">How many errors there were.</param>
    /// <param name="ends">For each member that has errors, its place in the order, and how many errors there were after it.</param>
    internal void Sort(int from, List<(int Order, int End)> ends)
    {
        var errors = _errors!.GetRange(from, _errors.Count - from);
        var order = new int[errors.Count];
        for (int i = 0, each = 0; i < order.Length; i++)
        {
            while (ends[each].End - from <= i)
                each++;
            order[i] = ends[each].Order;
        }

        _errors.RemoveRange(from, errors.Count);
        // stable
        _errors.AddRange(
            errors.Select((error, i) => (error, order: order[i])).OrderBy(static each => each.order).Select(static each => each.error));
    }

    /// <summary>The pointer to where the report stands, of a bounded length.</summary>
    internal string Here()
    {
        if (_path is not { Count: > 0 })
            return "";
        var pointer = new StringBuilder();
        foreach (var segment in _path)
        {
            if (pointer.Length > LongestPointer)
                return pointer.Append("/…").ToString();
            pointer.Append('/').Append(Escape(Shortened.To(segment.Text, LongestSegment)));
        }

        return pointer.ToString();
    }

    /// <summary>Whether a name on the way here is secret, or marked so.</summary>
    internal bool IsSecretHere =>
        _path?.Exists(static segment => segment.IsSecret || (segment.Name is { } name && SecretNames.IsSecret(name))) == true;

    internal static string Escape(string segment) =>
        segment.AsSpan().IndexOfAny('~', '/') < 0 ? segment : segment.Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);

    private readonly record struct Segment(string? Name, int Index, bool IsSecret)
    {
        internal string Text => Name ?? Index.ToString(CultureInfo.InvariantCulture);
    }
}
