using System.Buffers;
using System.Net.WebSockets;

namespace Rondo.Api.WebSockets;

/// <summary>A message that waits to be sent, in a rented array.</summary>
internal readonly struct OutgoingMessage
{
    private readonly byte[] _bytes;
    private readonly int _length;

    internal OutgoingMessage(ReadOnlySpan<byte> bytes, WebSocketMessageType type)
    {
        _bytes = ArrayPool<byte>.Shared.Rent(bytes.Length);
        _length = bytes.Length;
        bytes.CopyTo(_bytes);
        Type = type;
    }

    internal WebSocketMessageType Type { get; }

    internal ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    internal void Return() => ArrayPool<byte>.Shared.Return(_bytes);
}
