using System.Collections;
using System.Globalization;
using System.Text;
using Rondo.Api.Secrets;

namespace Rondo.Api;

/// <summary>Collects everything that is wrong with a request's input.</summary>
/// <remarks>
/// A <c>[Validator]</c> function gets one, standing at the value that it checks. Names of members are C# names here and become
/// JSON names in the pointer.
/// </remarks>
public sealed class ErrorReport : IReadOnlyList<InputError>
{
    /// <summary>How many errors of a request are reported.</summary>
    internal const int Limit = 100;

    /// <summary>How many characters a pointer shows of each name and index; bodies choose the names of dictionaries' keys.</summary>
    private const int LongestSegment = 100;

    /// <summary>How many characters a pointer has, apart from the last segment.</summary>
    private const int LongestPointer = 500;

    private const int MostSlowMatches = 5;

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

    /// <summary>The matches that took too long so far.</summary>
    internal int SlowMatches { get; set; }

    /// <summary>Whether so many matches took too long that no further one is tried: those of one request would add up.</summary>
    internal bool IsTiredOfMatching => SlowMatches >= MostSlowMatches;

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
        RecordText(code, message, value, IsSecretHere);
        if (member.Length > 0)
            Leave();
    }

    /// <inheritdoc/>
    public IEnumerator<InputError> GetEnumerator() => (_errors ?? []).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Goes down to a member.</summary>
    internal void Enter(string member, bool secret = false) => EnterExact(_jsonName(member), secret);

    /// <summary>Goes down to a member whose JSON name is declared.</summary>
    internal void EnterExact(string jsonName, bool secret = false) => (_path ??= []).Add(new Segment(jsonName, 0, secret));

    /// <summary>Goes down to an item.</summary>
    internal void Enter(int index) =>
    (_path ??= []).Add(new Segment(null, index, IsSecret: false)); // no text: items that are right need none

    /// <summary>Comes back up.</summary>
    internal void Leave() => _path!.RemoveAt(_path.Count - 1);

    /// <summary>Leaves everything, after an exception.</summary>
    internal void ToRoot() => _path?.Clear();

    /// <summary>Sets the part of the request that has the values that follow.</summary>
    internal void At(InputLocation location) => _in = location;

    /// <summary>Reports that the value where the report stands is null, and must not be.</summary>
    internal void FailNull() => Record("null", "It must not be null.", null);

    /// <summary>Adds an error about the value where the report stands.</summary>
    internal void Record(string code, string message, object? value) => Record(_in, Here(), code, message, value, IsSecretHere);

    /// <summary>Adds an error about the value where the report stands, in words of the program's.</summary>
    internal void RecordText(string code, string? message, object? value, bool secret) =>
        RecordText(_in, Here(), code, message, value, secret);

    /// <summary>Counts an error that is found after the report was full.</summary>
    internal void Omit() => Omitted++;

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
            Omit();
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

    /// <summary>The name of the member where the report stands, for messages.</summary>
    internal string Name => _path is not { Count: > 0 } ? "value" : _path[^1].Text;

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
