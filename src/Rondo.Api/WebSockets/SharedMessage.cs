using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Rondo.Api;

/// <summary>A message for many sessions: the first of them that sends it serializes it, for all.</summary>
/// <typeparam name="T">The message that the sessions send.</typeparam>
/// <remarks>
/// For broadcasts: <c>Broadcast&lt;SharedMessage&lt;T&gt;&gt;</c>, whose receivers call
/// <see cref="WebSocketSession{TIn, TOut}.SendAsync(SharedMessage{TOut})"/>. Any thread, any
/// loop. The message must not change any more.
/// </remarks>
/// <param name="message">The message.</param>
public sealed class SharedMessage<T>(T message)
{
    private Serialized? _serialized;

    /// <summary>The message.</summary>
    public T Message => message;

    /// <summary>Two loops may both be the first: then each uses its own bytes, which are the same.</summary>
    internal ReadOnlyMemory<byte> Serialize(JsonTypeInfo<T> type)
    {
        var serialized = Volatile.Read(ref _serialized);
        if (serialized?.Type != type)
            Volatile.Write(ref _serialized, serialized = new Serialized(type, JsonSerializer.SerializeToUtf8Bytes(message, type)));
        return serialized.Bytes;
    }

    private sealed record Serialized(JsonTypeInfo<T> Type, byte[] Bytes);
}
