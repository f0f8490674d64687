using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api.Responses;

/// <summary>The bytes that a stream has written and not yet sent.</summary>
/// <remarks>
/// Not the response's own buffer: until the first flush a failure of the source can still be answered with a status of its own, and
/// an item whose serialization fails halfway leaves nothing behind.
/// </remarks>
internal sealed class ItemBuffer
{
    /// <summary>
    /// A larger buffer is released after the item that needed it, so that one large item does not stay for the stream's life.
    /// </summary>
    private const int LargestKept = 64 * 1024;

    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _item = new();
    private Utf8JsonWriter? _json;

    internal int Count => _pending.WrittenCount;

    internal void Append(ReadOnlySpan<byte> bytes) => _pending.Write(bytes);

    internal void Append(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, _pending);

    internal void MoveTo(IBufferWriter<byte> target)
    {
        target.Write(_pending.WrittenSpan);
        Empty(ref _pending);
    }

    /// <summary>The value as JSON without indentation; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Serialize<T>(T value, JsonTypeInfo<T> type) => SerializeToMemory(value, type).Span;

    /// <inheritdoc cref="Serialize"/>
    internal ReadOnlyMemory<byte> SerializeToMemory<T>(T value, JsonTypeInfo<T> type)
    {
        Empty(ref _item);
        if (_json is null || _json.Options.Encoder != type.Options.Encoder)
            _json = new Utf8JsonWriter(_item, new JsonWriterOptions { Encoder = type.Options.Encoder, SkipValidation = true });
        else
            _json.Reset(_item);
        JsonSerializer.Serialize(_json, value, type);
        _json.Flush();
        return _item.WrittenMemory;
    }

    /// <summary>Text as UTF-8; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Encode(string text)
    {
        Empty(ref _item);
        Encoding.UTF8.GetBytes(text, _item);
        return _item.WrittenSpan;
    }

    private static void Empty(ref ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > LargestKept)
            buffer = new ArrayBufferWriter<byte>();
        else
            buffer.ResetWrittenCount();
    }
}
