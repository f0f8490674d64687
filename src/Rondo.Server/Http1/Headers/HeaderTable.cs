using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Rondo.Server.Http1.Headers;

/// <summary>
/// The fields of one message in the order of their arrival: a short list that is searched from its start, and an index over
/// it once it is long. Names compare without regard to case. Kept from request to request, with its memory.
/// </summary>
/// <remarks>
/// A message has some ten fields. Comparing lengths first, a search of those costs less than hashing a name, and adding to a
/// list costs nothing beside adding to a dictionary. The index (randomised, as every string dictionary) is for the hundred
/// fields that a client may send to make the list slow.
/// </remarks>
internal abstract class HeaderTable : IHeaderDictionary
{
    /// <summary>From this many fields on there is an index.</summary>
    private const int Indexed = 24;

    private Dictionary<string, int>? _index;

    /// <summary>One field. Removed ones keep their place, without a name.</summary>
    private protected struct Field
    {
        internal string? Name;
        internal StringValues Value;
    }

    private protected Field[] Fields { get; private set; } = [];

    private protected int Used { get; private set; }

    /// <summary>The length of the content, which is no field of the list; -1 if it is not given.</summary>
    private protected long Length { get; set; } = -1;

    public int Count { get; private set; }

    public virtual bool IsReadOnly => false;

    public ICollection<string> Keys => [.. this.Select(static each => each.Key)];

    public ICollection<StringValues> Values => [.. this.Select(static each => each.Value)];

    public long? ContentLength
    {
        get => Length < 0 ? null : Length;
        set
        {
            if (value < 0)
                throw new ArgumentOutOfRangeException(nameof(value), value, "The Content-Length has to be 0 or more, or null for none.");
            OnWrite();
            SetLength(value ?? -1);
        }
    }

    public StringValues this[string key]
    {
        get => TryGetValue(key, out var value) ? value : default;
        set => Set(key, value);
    }

    StringValues IDictionary<string, StringValues>.this[string key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no field {key}.");
        set => Set(key, value);
    }

    public bool TryGetValue(string key, out StringValues value)
    {
        ArgumentNullException.ThrowIfNull(key);
        var at = Find(key);
        if (at >= 0)
        {
            value = Fields[at].Value;
            return true;
        }

        if (Length >= 0 && IsContentLength(key))
        {
            value = Length.ToString(CultureInfo.InvariantCulture);
            return true;
        }

        value = default;
        return false;
    }

    public bool ContainsKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Find(key) >= 0 || (Length >= 0 && IsContentLength(key));
    }

    public void Add(string key, StringValues value)
    {
        if (ContainsKey(key))
            throw new ArgumentException($"The field {key} is there already: assign to it to replace it, or Append to it.", nameof(key));
        Set(key, value);
    }

    public void Add(KeyValuePair<string, StringValues> item) => Add(item.Key, item.Value);

    public bool Remove(string key)
    {
        OnWrite();
        ArgumentNullException.ThrowIfNull(key);
        if (Length >= 0 && IsContentLength(key))
        {
            SetLength(-1);
            return true;
        }

        var at = Find(key);
        if (at < 0)
            return false;
        _index?.Remove(key);
        Fields[at] = default;
        Count--;
        return true;
    }

    public bool Remove(KeyValuePair<string, StringValues> item) => Contains(item) && Remove(item.Key);

    public bool Contains(KeyValuePair<string, StringValues> item) => TryGetValue(item.Key, out var value) && value == item.Value;

    public void Clear()
    {
        OnWrite();
        ClearAll();
    }

    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        foreach (var field in this)
            array[arrayIndex++] = field;
    }

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator()
    {
        if (Length >= 0)
            yield return new(HeaderNames.ContentLength, Length.ToString(CultureInfo.InvariantCulture));
        for (var i = 0; i < Used; i++)
        {
            if (Fields[i].Name is { } name)
                yield return new(name, Fields[i].Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Before the app changes something: throws if it may not.</summary>
    private protected virtual void OnWrite()
    {
    }

    /// <summary>Checks a field that the app sets: throws if it may not have this name or value.</summary>
    /// <returns>The value to keep.</returns>
    private protected virtual StringValues Check(string name, StringValues value) => value;

    private protected void Set(string key, StringValues value)
    {
        OnWrite();
        if (string.IsNullOrEmpty(key))
            throw new InvalidOperationException("A header has a name: it cannot be null or empty.");
        if (value.Count == 0)
        {
            Remove(key);
            return;
        }

        value = Check(key, value);
        if (IsContentLength(key))
        {
            var text = value.ToString();
            if (!HeaderUtilities.TryParseNonNegativeInt64(text, out var length))
                throw new InvalidOperationException($"Invalid Content-Length: \"{text}\". Value must be a positive integral number.");
            SetLength(length);
            return;
        }

        var at = Find(key);
        if (at >= 0)
            Fields[at].Value = value;
        else
            Append(key, value);
    }

    private protected int Find(string name)
    {
        if (_index is not null)
            return _index.TryGetValue(name, out var found) ? found : -1;
        var fields = Fields;
        for (var i = 0; i < Used; i++)
        {
            var other = fields[i].Name;
            if (ReferenceEquals(other, name)
                || (other is not null && other.Length == name.Length && string.Equals(other, name, StringComparison.OrdinalIgnoreCase)))
                return i;
        }

        return -1;
    }

    /// <summary>Adds a field that is not there yet.</summary>
    private protected void Append(string name, StringValues value)
    {
        if (Used == Fields.Length)
            Grow();
        Fields[Used].Name = name;
        Fields[Used].Value = value;
        if (_index is not null)
            _index[name] = Used;
        else if (Used == Indexed)
            BuildIndex(name);
        Used++;
        Count++;
    }

    private protected void SetLength(long length)
    {
        Count += (length >= 0 ? 1 : 0) - (Length >= 0 ? 1 : 0);
        Length = length;
    }

    /// <summary>Forgets all fields and keeps their memory, and the strings in it for the next message's sake.</summary>
    private protected void Rewind()
    {
        _index = null;
        Used = 0;
        Count = 0;
        Length = -1;
    }

    /// <summary>No message follows for whose fields there would have to be room.</summary>
    internal void Trim()
    {
        if (Used < Fields.Length)
            Fields = Fields[..Used];
    }

    private protected void ClearAll()
    {
        Array.Clear(Fields, 0, Used);
        Rewind();
    }

    private protected static bool IsContentLength(string key) =>
        key.Length == 14
        && (ReferenceEquals(key, HeaderNames.ContentLength) || key.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase));

    private void Grow()
    {
        var grown = new Field[Math.Max(8, Used * 2)];
        Array.Copy(Fields, grown, Used);
        Fields = grown;
    }

    private void BuildIndex(string last)
    {
        _index = new Dictionary<string, int>(Used * 2, StringComparer.OrdinalIgnoreCase) { [last] = Used };
        for (var i = 0; i < Used; i++)
        {
            if (Fields[i].Name is { } name)
                _index[name] = i;
        }
    }
}
