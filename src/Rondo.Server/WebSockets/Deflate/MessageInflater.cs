using Rondo.Server.WebSockets.Zlib;

namespace Rondo.Server.WebSockets.Deflate;

/// <summary>Inflates the messages of one socket.</summary>
/// <remarks>
/// A socket that keeps its context from message to message keeps its inflater, from the first message on; one that does not borrows one for
/// the length of a message.
/// </remarks>
internal sealed class MessageInflater(int windowBits, bool keepsContext) : IDisposable
{
    private CodecSlot<Inflater> _slot;
    private int _tailUsed;
    private byte _held;
    private bool _holds;

    /// <summary>The bytes that the sender removes from the end of each message (RFC 7692, 7.2.1).</summary>
    private static ReadOnlySpan<byte> Tail => [0x00, 0x00, 0xFF, 0xFF];

    /// <summary>The room was used up last time, so that there may be more without more input.</summary>
    internal bool MayHaveMore { get; private set; }

    /// <summary>Inflates as much as there is room for: false if the input is no DEFLATE.</summary>
    internal bool TryInflate(ReadOnlySpan<byte> input, Span<byte> output, out int used, out int produced)
    {
        var inflater = _slot.Take() ?? (keepsContext ? new Inflater(Bits) : InflaterPool.Rent(Bits));
        var isDeflate = inflater.TryInflate(input, output, out used, out produced);
        _slot.Keep(inflater);
        if (!isDeflate)
            return false;
        MayHaveMore = produced == output.Length;
        return true;
    }

    /// <summary>Inflates what is left when a frame is used up.</summary>
    /// <param name="isEndOfMessage">Whether the message is used up as well.</param>
    /// <param name="output">Where to.</param>
    /// <param name="produced">How many bytes that came to.</param>
    /// <param name="isOver">Whether that was all.</param>
    internal bool TryDrain(bool isEndOfMessage, Span<byte> output, out int produced, out bool isOver)
    {
        produced = 0;
        isOver = false;
        if (_holds && !output.IsEmpty)
        {
            output[produced++] = _held;
            _holds = false;
        }

        var tailLength = isEndOfMessage ? Tail.Length : 0;
        while (produced < output.Length && (_tailUsed < tailLength || MayHaveMore))
        {
            if (!TryInflate(Tail[_tailUsed..tailLength], output[produced..], out var used, out var more)
                || (used == 0 && more == 0 && _tailUsed < tailLength))
                return false;
            _tailUsed += used;
            produced += more;
        }

        if (_holds)
            return true;
        if (isEndOfMessage && produced == output.Length && !TryLookAhead())
            return false;
        isOver = !_holds && _tailUsed == tailLength && !MayHaveMore;
        if (isOver && isEndOfMessage)
            EndMessage();
        return true;
    }

    public void Dispose() => _slot.Dispose();

    private int Bits => Math.Max(windowBits, 9);

    /// <summary>A message may end where the room does, which its receiver should learn with its last byte.</summary>
    private bool TryLookAhead()
    {
        Span<byte> one = stackalloc byte[1];
        while (!_holds && (_tailUsed < Tail.Length || MayHaveMore))
        {
            if (!TryInflate(Tail[_tailUsed..], one, out var used, out var more) || (used == 0 && more == 0 && _tailUsed < Tail.Length))
                return false;
            _tailUsed += used;
            if (more == 0)
                continue;
            _held = one[0];
            _holds = true;
        }

        return true;
    }

    private void EndMessage()
    {
        _tailUsed = 0;
        if (!keepsContext && _slot.Take() is { } inflater)
            InflaterPool.Return(inflater);
    }
}
