using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using Rondo.Server.WebSockets.Deflate;

namespace Rondo.Server.WebSockets.Frames;

/// <summary>
/// A client's bytes to messages: takes them in pieces cut anywhere, keeps none of a message's, and says which rule they break.
/// Synchronous, and with no other input than its arguments, so that a fuzzer can drive it.
/// </summary>
/// <param name="deflate">The negotiated parameters; null for no compression.</param>
/// <param name="maxMessageBytes">How long a message may be.</param>
/// <param name="maxInflatedBytes">How long a compressed one may be, inflated.</param>
internal sealed partial class FrameDecoder(DeflateParameters? deflate, long maxMessageBytes, long maxInflatedBytes = long.MaxValue)
    : IDisposable
{
    /// <summary>
    /// How many fragments a message may have besides one for each <see cref="BytesPerFragment"/> of its bytes. A fragment costs
    /// its sender as
    /// little as six bytes and the receiver a turn of its loop; who streams a message in small pieces is far from this, who floods is not.
    /// </summary>
    internal const int SpareFragments = 1024;

    /// <summary>See <see cref="SpareFragments"/>.</summary>
    internal const int BytesPerFragment = 16;

    private const int MaxControlLength = 125;

    private readonly MessageInflater? _inflater = deflate is null ? null
        : new MessageInflater(deflate.ClientMaxWindowBits, !deflate.ClientNoContextTakeover);
    private HeaderBytes _header;
    private byte[]? _control;
    private long _remaining;
    private long _messageBytes;
    private uint _mask;
    private int _fragments;
    private byte _headerLength;
    private byte _controlLength;
    private Stage _stage;
    private FrameOpcode _opcode;
    private FrameOpcode _message;
    private bool _isFinal;
    private bool _isMessageOpen;
    private bool _isCompressed;
    private Utf8Check _text;

    private enum Stage : byte
    {
        Header,
        Control,
        Payload,

        /// <summary>The payload is used up; the inflater may still have some of the message.</summary>
        Draining,
        Over,
    }

    /// <summary>Of what the last <see cref="Decoded.Data"/> belongs to.</summary>
    internal WebSocketMessageType MessageType => _message == FrameOpcode.Text ? WebSocketMessageType.Text : WebSocketMessageType.Binary;

    /// <summary>Whether the last <see cref="Decoded.Data"/> was the end of its message.</summary>
    internal bool IsEndOfMessage { get; private set; }

    /// <summary>Whether more of the same frame is to come.</summary>
    internal bool IsInsideFrame => _stage is Stage.Payload or Stage.Draining;

    /// <summary>There may be more to tell without any input.</summary>
    internal bool IsDraining => _stage == Stage.Draining;

    /// <summary>Nothing of a frame or of a message has come yet.</summary>
    internal bool IsBetweenMessages => _stage == Stage.Header && _headerLength == 0 && !_isMessageOpen;

    /// <summary>The payload of the last control frame, until the next call.</summary>
    internal ReadOnlyMemory<byte> Control => _control.AsMemory(0, _controlLength);

    /// <summary>The rule that was broken.</summary>
    internal FrameFailure? Failure { get; private set; }

    /// <summary>Whether a close frame has come, be it a bad one.</summary>
    internal bool HasClose { get; private set; }

    /// <summary>The code of the close frame; a frame without one counts as 1000, as in the BCL.</summary>
    internal WebSocketCloseStatus CloseStatus { get; private set; }

    /// <summary>The reason in the close frame, or an empty string.</summary>
    internal string CloseDescription { get; private set; } = "";

    /// <summary>Continues until there is something to tell.</summary>
    /// <param name="input">The next bytes.</param>
    /// <param name="output">Where the message goes; empty to hear when one begins.</param>
    /// <param name="consumed">How many bytes of the input are done with. The rest has to be given again.</param>
    /// <param name="written">How many bytes went to the output.</param>
    internal Decoded Decode(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        IsEndOfMessage = false;
        while (true)
        {
            var result = _stage switch
            {
                Stage.Header => TakeHeader(input, ref consumed, output.IsEmpty),
                Stage.Control => TakeControl(input, ref consumed),
                Stage.Over =>
                    throw new InvalidOperationException("The WebSocket has ended: nothing is decoded after a close frame or a failure."),
                _ => _isCompressed ? Inflate(input, output, ref consumed, ref written) : Copy(input, output, ref consumed, ref written),
            };
            if (result is { } told)
                return told;
        }
    }

    public void Dispose() => _inflater?.Dispose();

    private Decoded? Copy(ReadOnlySpan<byte> input, Span<byte> output, ref int consumed, ref int written)
    {
        var available = input[consumed..];
        var count = (int)Math.Min(Math.Min(available.Length, output.Length), _remaining);
        if (count == 0 && _remaining > 0)
            return output.IsEmpty ? Decoded.Data : Decoded.NeedInput;
        _mask = Masking.Apply(available[..count], output, _mask);
        consumed += count;
        written = count;
        _remaining -= count;
        if (_message == FrameOpcode.Text && !_text.Accept(output[..count]))
            return Fail(WebSocketCloseStatus.InvalidPayloadData, "A text message is not valid UTF-8.");
        return _remaining == 0 ? EndFrame() : Decoded.Data;
    }

    /// <summary>The frame is over, and the message with it if this was its last.</summary>
    private Decoded EndFrame()
    {
        _stage = Stage.Header;
        if (!_isFinal)
            return Decoded.Data;
        if (_message == FrameOpcode.Text && !_text.IsComplete)
            return Fail(WebSocketCloseStatus.InvalidPayloadData, "A text message ends within a character of its UTF-8.");
        _isMessageOpen = false;
        IsEndOfMessage = true;
        return Decoded.Data;
    }

    private Decoded? TakeControl(ReadOnlySpan<byte> input, ref int consumed)
    {
        var count = (int)Math.Min(input.Length - consumed, _remaining);
        if (count < _remaining && count == 0)
            return Decoded.NeedInput;
        if (_remaining > 0)
        {
            _control ??= new byte[MaxControlLength];
            _mask = Masking.Apply(input.Slice(consumed, count), _control.AsSpan(_controlLength), _mask);
            _controlLength += (byte)count;
            consumed += count;
            _remaining -= count;
            if (_remaining > 0)
                return Decoded.NeedInput;
        }

        _stage = Stage.Header;
        return _opcode switch
        {
            FrameOpcode.Ping => Decoded.Ping,
            FrameOpcode.Pong => Decoded.Pong,
            _ => TakeClose(),
        };
    }

    private Decoded TakeClose()
    {
        HasClose = true;
        var payload = Control.Span;
        CloseStatus = WebSocketCloseStatus.NormalClosure;
        if (payload.Length == 1)
            return Fail(WebSocketCloseStatus.ProtocolError, "The payload of a close frame has one byte: a code has two.");
        if (payload.Length >= 2)
        {
            var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
            if (!CloseCodes.IsValid(code))
                return Fail(WebSocketCloseStatus.ProtocolError, $"A close frame carries the code {code}, which may not be sent.");
            var check = default(Utf8Check);
            if (!check.Accept(payload[2..]) || !check.IsComplete)
                return Fail(WebSocketCloseStatus.InvalidPayloadData, "The reason in a close frame is not valid UTF-8.");
            CloseStatus = (WebSocketCloseStatus)code;
            CloseDescription = Encoding.UTF8.GetString(payload[2..]);
        }

        _stage = Stage.Over;
        return Decoded.Close;
    }

    private Decoded Fail(WebSocketCloseStatus status, string message)
    {
        _stage = Stage.Over;
        Failure = new FrameFailure(status, message);
        return Decoded.Failed;
    }

    private Decoded TooBig() =>
        Fail(WebSocketCloseStatus.MessageTooBig,
            $"A message has more than the "
                + $"{(_isCompressed ? Math.Min(maxMessageBytes, maxInflatedBytes) : maxMessageBytes)} bytes that it may have.");

    [InlineArray(FrameHeader.MaxReceivedLength)]
    private struct HeaderBytes
    {
        private byte _first;
    }
}
