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

    /// <summary>The app has answered a message since the drain began.</summary>
    private bool _hasAnswered;
    private bool _hasEverReceived;

    /// <summary>The time to answer the close frame runs.</summary>
    private bool _isPatient;
    private bool _waitsForMessage;

    private enum DrainPhase : byte
    {
        None,
        Begun,

        /// <summary>The window has passed.</summary>
        Expired,

        /// <summary>The close frame is out.</summary>
        Closed,
    }

    /// <summary>The user that takes messages as they come, if this socket has one. It closes the socket when the server stops.</summary>
    /// <remarks>The server may have begun to stop while the socket was being accepted.</remarks>
    internal IMessageUser? User
    {
        get;
        set
        {
            field = value;
            if (value is not null && _drain != DrainPhase.Closed)
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
        if (_drain == DrainPhase.Closed)
        {
            if (_phase.HasReceived)
                return null;
            if (!_isPatient)
            {
                // The frame went out of itself, perhaps just now.
                _isPatient = true;
                return s_patience;
            }

            Abort();
            return null;
        }

        _drain = DrainPhase.Expired;
        // An app that receives is at work on something, unless it waits for a message; one that never does would never be told.
        if (!_owes && (_waitsForMessage || (!_hasEverReceived && _decoder.IsBetweenMessages)))
            CloseForDrain();
        _isPatient = _drain == DrainPhase.Closed;
        return s_patience;
    }

    /// <summary>A receive finds nothing.</summary>
    internal void ReceiveWaits()
    {
        _hasEverReceived = true;
        _waitsForMessage = _decoder.IsBetweenMessages;
        if (_drain is DrainPhase.Begun or DrainPhase.Expired && _waitsForMessage && !_owes
            && (_hasAnswered || _drain == DrainPhase.Expired))
            CloseForDrain();
    }

    internal void ReceiveGoesOn() => _waitsForMessage = false;

    /// <summary>A message is written.</summary>
    private void Answered()
    {
        var owed = _owes;
        _owes = false;
        if (_drain is not (DrainPhase.Begun or DrainPhase.Expired))
            return;
        _hasAnswered |= owed;
        // An app that receives on the side.
        if (_drain == DrainPhase.Expired && _waitsForMessage)
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
