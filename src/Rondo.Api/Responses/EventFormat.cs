using System.Buffers;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Responses;

/// <summary>Server-sent events as the HTML standard defines them (9.2).</summary>
internal static class EventFormat
{
    internal const string ContentType = "text/event-stream";

    private static readonly SearchValues<char> s_forbidden = SearchValues.Create("\r\n\0");

    internal static void WriteField(ItemBuffer to, ReadOnlySpan<byte> name, string? value, string member)
    {
        if (value is null)
            return;
        var bad = value.AsSpan().IndexOfAny(s_forbidden);
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"ServerEvent.{member} has the character U+{(int)value[bad]:X4} at position {bad}: a line break would start "
                    + $"another field, and ids with NUL are ignored. Remove it before it is sent.");
        }

        to.Append(name);
        to.Append(value);
        to.Append("\n"u8);
    }

    internal static void WriteRetry(ItemBuffer to, TimeSpan? retry)
    {
        if (retry is not { } value)
            return;
        if (value < TimeSpan.Zero)
            throw new ArgumentException($"ServerEvent.Retry is {value}: it has to be zero or more.");
        to.Append("retry: "u8);
        to.Append(((long)value.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        to.Append("\n"u8);
    }

    /// <summary>The data, one field per line, and the blank line that ends the event.</summary>
    internal static void WriteData<T>(ItemBuffer to, T data, JsonTypeInfo<T> type)
    {
        var rest = data is string text ? to.Encode(text) : to.Serialize(data, type);
        while (true)
        {
            var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
            to.Append("data: "u8);
            to.Append(end < 0 ? rest : rest[..end]);
            to.Append("\n"u8);
            if (end < 0)
                break;
            rest = rest[(end + (rest[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }

        to.Append("\n"u8);
    }
}

/// <summary>Items that are the data of an event each.</summary>
internal sealed class EventFormat<T>(JsonTypeInfo<T> type) : ItemFormat<T>
{
    internal override string ContentType => EventFormat.ContentType;

    internal override void Write(ItemBuffer to, T item, long index) => EventFormat.WriteData(to, item, type);
}
