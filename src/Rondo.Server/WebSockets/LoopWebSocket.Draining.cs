using System.Buffers;
using System.Net.WebSockets;
using Rondo.Server.WebSockets.Closing;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Server.WebSockets;

/// <summary>The server stops: closes with 1001 when that loses nothing.</summary>
/// <remarks>
/// A client that sends a message and waits for the answer gets it together with the close frame: that goes out when the app,
/// having answered,
/// waits for the next message, in the same step of the loop as the answer. A client that is silent is closed when the window has
/// passed. Input that
/// comes after the close frame the app does not see: nobody could be answered. To the app it looks as if the client had closed with 1001.
/// </remarks>
internal sealed partial class LoopWebSocket : IDrained
{
    /// <summary>How long the client may take to answer the close frame.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly byte[] s_stopping = [(int)WebSocketCloseStatus.EndpointUnavailable >> 8,
        (int)WebSocketCloseStatus.EndpointUnavailable & 0xFF, .. "The server is stopping."u8];

    private DrainPhase _drain;

    /// <summary>The app has had a message, and sent none since.</summary>
    private bool _owes;

    private Reading _reading;

    private enum DrainPhase : byte
    {
        None,
        Begun,

        /// <summary>The app has answered a message since the drain began.</summary>
        Answered,

        /// <summary>The window has passed.</summary>
        Expired,

        /// <summary>The close frame is out.</summary>
        Closed,

        /// <summary>The time to answer the close frame runs.</summary>
        Patient,
    }

    private enum Reading : byte
    {
        /// <summary>The app has never had to wait.</summary>
        Never,

        /// <summary>The app handles a message, or is in the middle of one.</summary>
        Busy,

        /// <summary>The app waits for a message to begin.</summary>
        Waits,
    }

    /// <summary>Whether the close frame of the drain is out.</summary>
    private bool IsDrained => _drain >= DrainPhase.Closed;

    /// <summary>The user that takes messages as they come, if this socket has one. It closes the socket when the server stops.</summary>
    /// <remarks>The server may have begun to stop while the socket was being accepted.</remarks>
    internal IMessageUser? User
    {
        get;
        set
        {
            field = value;
            if (value is not null && !IsDrained)
                _drain = DrainPhase.None;
        }
    }

    /// <inheritdoc/>
    void IDrained.DrainBegins()
    {
        if (User is null && _drain == DrainPhase.None)
            _drain = DrainPhase.Begun;
    }

    /// <inheritdoc/>
    TimeSpan? IDrained.DrainExpires()
    {
        if (User is not null)
            return null;
        switch (_drain)
        {
            case DrainPhase.Closed or DrainPhase.Patient when _phase.HasReceived:
                return null;
            case DrainPhase.Closed: // of itself, perhaps just now
                _drain = DrainPhase.Patient;
                return s_patience;
            case DrainPhase.Patient:
                Abort();
                return null;
        }

        _drain = DrainPhase.Expired;
        // An app that receives is at work on something, unless it waits for a message; one that never does would never be told.
        if (!_owes && (_reading == Reading.Waits || (_reading == Reading.Never && _decoder.IsBetweenMessages)))
            CloseForDrain();
        if (IsDrained)
            _drain = DrainPhase.Patient;
        return s_patience;
    }

    /// <summary>A receive finds nothing.</summary>
    internal void ReceiveWaits()
    {
        _reading = _decoder.IsBetweenMessages ? Reading.Waits : Reading.Busy;
        if (_drain is DrainPhase.Answered or DrainPhase.Expired && _reading == Reading.Waits && !_owes)
            CloseForDrain();
    }

    internal void ReceiveGoesOn()
    {
        if (_reading == Reading.Waits)
            _reading = Reading.Busy;
    }

    /// <summary>A message is written.</summary>
    private void Answered()
    {
        var owed = _owes;
        _owes = false;
        if (_drain == DrainPhase.Begun && owed)
            _drain = DrainPhase.Answered;
        // An app that receives on the side.
        else if (_drain == DrainPhase.Expired && _reading == Reading.Waits)
            CloseForDrain();
    }

    private void CloseForDrain()
    {
        if (_phase != ClosingPhase.Open || _isMessageOpen)
            return;
        var sending = SendControlAsync(FrameOpcode.Close, s_stopping);
        _drain = DrainPhase.Closed;
        Forget(sending);
    }

    private Decoded Discard(in ReadOnlySequence<byte> bytes, out SequencePosition consumed, out int written)
    {
        Span<byte> waste = stackalloc byte[Waste];
        var result = Decode(bytes, waste, out consumed, out written);
        return result == Decoded.Data ? Decoded.Pong : result;
    }
}
