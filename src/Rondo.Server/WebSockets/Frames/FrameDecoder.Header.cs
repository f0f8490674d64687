using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Rondo.Server.WebSockets.Frames;

/// <summary>The header of a frame, and what it may say.</summary>
internal sealed partial class FrameDecoder
{
    private Decoded? TakeHeader(ReadOnlySpan<byte> input, ref int consumed, bool onlyAnnounce)
    {
        Span<byte> header = _header;
        var needed = 2;
        while (true)
        {
            while (_headerLength < needed)
            {
                if (consumed == input.Length)
                    return Decoded.NeedInput;
                header[_headerLength++] = input[consumed++];
            }

            if (needed > 2)
                break;
            if (CheckStart(header[0], header[1]) is { } message)
                return Fail(WebSocketCloseStatus.ProtocolError, message);
            needed = 6 + ((header[1] & 0x7F) switch { 126 => 2, 127 => 8, _ => 0 });
        }

        _headerLength = 0;
        long length = header[1] & 0x7F;
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
            if (length < 126)
                return NotMinimal(length);
        }
        else if (length == 127)
        {
            length = BinaryPrimitives.ReadInt64BigEndian(header[2..]);
            if (length < 0)
                return Fail(WebSocketCloseStatus.ProtocolError, "A frame's length has its highest bit set.");
            if (length <= ushort.MaxValue)
                return NotMinimal(length);
        }

        _opcode = (FrameOpcode)(header[0] & 0x0F);
        _remaining = length;
        _mask = Unsafe.ReadUnaligned<uint>(ref header[needed - 4]);
        if (_opcode >= FrameOpcode.Close)
        {
            _stage = Stage.Control;
            _controlLength = 0;
            return null;
        }

        return BeginData((header[0] & 0x80) != 0, (header[0] & 0x40) != 0, onlyAnnounce);
    }

    private Decoded? BeginData(bool isFinal, bool isCompressed, bool onlyAnnounce)
    {
        _isFinal = isFinal;
        if (_opcode != FrameOpcode.Continuation)
        {
            _message = _opcode;
            _isMessageOpen = true;
            _isCompressed = isCompressed;
            _messageBytes = 0;
            _fragments = 0;
            _text.Reset();
        }
        else if (++_fragments > SpareFragments + (_messageBytes / BytesPerFragment))
        {
            return Fail(
                WebSocketCloseStatus.PolicyViolation,
                $"A message of {_messageBytes} bytes so far comes in more than {_fragments} fragments.");
        }

        _stage = Stage.Payload;
        if (_isCompressed)
            return onlyAnnounce ? Decoded.Data : null;
        // A message that cannot fit is refused before it is received.
        if (_remaining > maxMessageBytes - _messageBytes)
            return TooBig();
        _messageBytes += _remaining;
        return _remaining == 0 ? EndFrame() : onlyAnnounce ? Decoded.Data : null;
    }

    private string? CheckStart(byte first, byte second)
    {
        var opcode = (FrameOpcode)(first & 0x0F);
        var isFinal = (first & 0x80) != 0;
        var isCompressed = (first & 0x40) != 0;
        if ((first & 0x30) != 0 || (isCompressed && _inflater is null))
            return "A frame has a reserved bit set that no extension was negotiated for.";
        if ((second & 0x80) == 0)
            return "A client's frame is not masked.";
        switch (opcode)
        {
            case FrameOpcode.Continuation:
                if (!_isMessageOpen)
                    return "A continuation frame continues nothing.";
                return isCompressed
                    ? "A continuation frame has the bit set that marks a compressed message: only the first frame may." : null;
            case FrameOpcode.Text or FrameOpcode.Binary:
                return _isMessageOpen ? "A message begins before the one before it has ended." : null;
            case FrameOpcode.Close or FrameOpcode.Ping or FrameOpcode.Pong:
                if (!isFinal)
                    return "A control frame is fragmented.";
                if ((second & 0x7F) > MaxControlLength)
                    return "A control frame has more than 125 bytes.";
                return isCompressed ? "A control frame is marked as compressed." : null;
            default:
                return $"A frame has the reserved opcode {(int)opcode}.";
        }
    }

    private Decoded NotMinimal(long length) =>
        Fail(WebSocketCloseStatus.ProtocolError, $"A frame's length, {length}, is not written in as few bytes as possible.");
}
