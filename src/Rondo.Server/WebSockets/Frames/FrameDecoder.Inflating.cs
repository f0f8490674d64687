using System.Net.WebSockets;

namespace Rondo.Server.WebSockets.Frames;

/// <summary>The payload of a compressed message.</summary>
internal sealed partial class FrameDecoder
{
    /// <summary>Unmasked at a time; what the inflater does not take is unmasked again.</summary>
    private const int Portion = 1024;

    private Decoded? Inflate(ReadOnlySpan<byte> input, Span<byte> output, ref int consumed, ref int written)
    {
        if (output.IsEmpty)
            return Decoded.Data;
        // One byte more than allowed is enough to know, and no more is inflated.
        var allowed = Math.Min(maxMessageBytes, maxInflatedBytes);
        var room = (int)(Math.Min(output.Length - 1L, allowed - _messageBytes) + 1);
        if (_stage == Stage.Payload && !TryInflate(input, output[..room], ref consumed, ref written))
            return NoDeflate();
        var isOver = false;
        if (_remaining == 0)
        {
            _stage = Stage.Draining;
            if (!_inflater!.TryDrain(_isFinal, output[written..room], out var produced, out isOver))
                return NoDeflate();
            written += produced;
        }

        _messageBytes += written;
        if (_messageBytes > allowed)
            return TooBig();
        if (_message == FrameOpcode.Text && !_text.Accept(output[..written]))
            return Fail(WebSocketCloseStatus.InvalidPayloadData, "A text message is not valid UTF-8.");
        if (isOver)
            return EndFrame();
        return written > 0 ? Decoded.Data : Decoded.NeedInput;
    }

    private bool TryInflate(ReadOnlySpan<byte> input, Span<byte> output, ref int consumed, ref int written)
    {
        Span<byte> portion = stackalloc byte[Portion];
        while (written < output.Length)
        {
            var available = input[consumed..];
            var count = (int)Math.Min(Math.Min(available.Length, _remaining), Math.Clamp(output.Length, 64, Portion));
            if (count == 0 && !_inflater!.MayHaveMore)
                return true;
            Masking.Apply(available[..count], portion, _mask);
            if (!_inflater!.TryInflate(portion[..count], output[written..], out var used, out var produced))
                return false;
            if (used == 0 && produced == 0)
                return count == 0;
            _mask = Masking.Turn(_mask, used);
            consumed += used;
            _remaining -= used;
            written += produced;
        }

        return true;
    }

    private Decoded NoDeflate() => Fail(WebSocketCloseStatus.InvalidPayloadData, "A compressed message is not valid DEFLATE.");
}
