using System.Buffers;
using Rondo.Server.WebSockets.Zlib;

namespace Rondo.Server.WebSockets.Deflate;

/// <summary>Compresses the messages of one socket. See <see cref="MessageInflater"/> for what it keeps.</summary>
internal sealed class MessageDeflater(int windowBits, bool keepsContext) : IDisposable
{
    private const int TailLength = 4;

    /// <summary>A flush may write this much without any input.</summary>
    private const int Overhead = 32;

    private CodecSlot<Deflater> _slot;

    /// <summary>Each message stands by itself, so that one which did not get smaller may be sent as it was.</summary>
    internal bool MayGiveUp => !keepsContext;

    /// <summary>Compresses a message, or a part of one.</summary>
    /// <param name="payload">The bytes to compress.</param>
    /// <param name="isEndOfMessage">Whether it ends the message.</param>
    /// <returns>An array of <see cref="ArrayPool{T}.Shared"/>, and how much of it is used.</returns>
    internal (byte[] Rented, int Length) Deflate(ReadOnlySpan<byte> payload, bool isEndOfMessage)
    {
        if (payload.IsEmpty)
            return Empty(isEndOfMessage);
        var deflater = _slot.Take() ?? (keepsContext ? DeflaterPool.Create(windowBits) : DeflaterPool.Rent(windowBits));
        var flush = isEndOfMessage && !keepsContext ? ZFlush.Full : ZFlush.Sync;
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max((payload.Length / 2) + Overhead, 256));
        var length = 0;
        try
        {
            while (true)
            {
                deflater.Deflate(payload, rented.AsSpan(length), flush, out var used, out var produced);
                payload = payload[used..];
                length += produced;
                // Room left means that the flush is complete.
                if (payload.IsEmpty && length < rented.Length)
                    break;
                rented = Grow(rented, length);
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(rented);
            deflater.Dispose();
            throw;
        }

        if (isEndOfMessage && !keepsContext)
            DeflaterPool.Return(deflater);
        else
            _slot.Keep(deflater);
        return (rented, isEndOfMessage ? length - TailLength : length);
    }

    public void Dispose() => _slot.Dispose();

    /// <summary>
    /// zlib flushes nothing twice; an empty block is a zero in front of the tail that the receiver puts back (RFC 7692, 7.2.3.6).
    /// </summary>
    private (byte[] Rented, int Length) Empty(bool isEndOfMessage)
    {
        var rented = ArrayPool<byte>.Shared.Rent(1);
        rented[0] = 0;
        if (isEndOfMessage && !keepsContext)
        {
            // The output of the parts before was not released by a full flush: nobody else may have it.
            _slot.Take()?.Dispose();
        }

        return (rented, isEndOfMessage ? 1 : 0);
    }

    private static byte[] Grow(byte[] rented, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(rented.Length * 2);
        rented.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(rented);
        return larger;
    }
}
