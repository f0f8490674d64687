using System.Text.Json;

namespace Rondo.Api.JsonReading;

/// <summary>
/// Where a deserialization ended. It read the text from the front, so all values that end before that place are right, those that
/// lie around it are
/// wrong, and those behind it are unknown. Without this the values before it would be read again at each level of the text.
/// </summary>
internal readonly struct JsonFailure
{
    private readonly long _offset;
    private readonly long[] _around;

    private JsonFailure(long offset, long[] around, Exception? cause) => (_offset, _around, Cause) = (offset, around, cause);

    /// <summary>Why it ended.</summary>
    internal Exception? Cause { get; }

    /// <summary>It did not end early: all values are right.</summary>
    internal static JsonFailure Nowhere { get; } = new(long.MaxValue, [], null);

    /// <summary>The failure as far as it tells of values that the serializer sets after others.</summary>
    internal JsonFailure Later => _offset == long.MaxValue ? this : Unknown();

    /// <summary>Nothing is known of the values.</summary>
    internal static JsonFailure Unknown(Exception? cause = null) => new(0, [], cause);

    /// <summary>Finds where a deserialization ended.</summary>
    /// <param name="text">The value that was read.</param>
    /// <param name="start">Where it stands in the whole text.</param>
    /// <param name="cause">The exception of the serializer; only its own exceptions say where.</param>
    /// <param name="options">How the text is read.</param>
    internal static JsonFailure Locate(ReadOnlySpan<byte> text, long start, Exception cause, JsonReaderOptions options)
    {
        if (cause is not JsonException { LineNumber: { } line, BytePositionInLine: { } position })
            return Unknown(cause);
        var offset = position;
        for (var rest = text; line > 0; line--)
        {
            var end = rest.IndexOf((byte)'\n');
            if (end < 0)
                return Unknown(cause); // a place in another text, which a converter has read
            offset += end + 1;
            rest = rest[(end + 1)..];
        }

        var reader = new Utf8JsonReader(text, options);
        var around = new List<long>();
        while (reader.Read())
        {
            var isLast = reader.BytesConsumed >= offset;
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                around.Add(start + reader.TokenStartIndex);
            else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray && !isLast)
                around.RemoveAt(around.Count - 1);
            else if (isLast && reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray))
                around.Add(start + reader.TokenStartIndex);
            if (isLast)
                break;
        }

        return new JsonFailure(start + offset, [.. around], cause);
    }

    /// <summary>Whether the value that begins here was read and is right.</summary>
    internal bool IsBehind(long valueStart) => valueStart < _offset && !IsInside(valueStart);

    /// <summary>Whether the deserialization ended inside the value that begins here.</summary>
    internal bool IsInside(long valueStart) => Array.BinarySearch(_around, valueStart) >= 0;
}
