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

    private DrainState _drain;

    /// <summary>The user that takes messages as they come, if this socket has one. It closes the socket when the server stops.</summary>
    /// <remarks>The server may have begun to stop while the socket was being accepted.</remarks>
    internal IMessageUser? User
    {
        get;
        set
        {
            field = value;
            if (value is not null)
                Drain(DrainEvent.HandOver);
        }
    }

    /// <inheritdoc/>
    void IDrained.DrainBegins()
    {
        if (User is null)
            Drain(DrainEvent.Begin);
    }

    /// <inheritdoc/>
    TimeSpan? IDrained.DrainExpires()
    {
        var hadClosed = _drain.HasClosed;
        if (User is not null || (hadClosed && _phase.HasReceived))
            return null;
        var actions = Drain(_decoder.IsBetweenMessages ? DrainEvent.Expire : DrainEvent.ExpireInside);
        // The time to answer a close frame that was written just now begins.
        if (!hadClosed && _drain.HasClosed)
            Drain(DrainEvent.Expire);
        return (actions & DrainActions.Abort) != 0 ? null : s_patience;
    }

    /// <summary>A receive finds nothing.</summary>
    internal void ReceiveWaits() => Drain(_decoder.IsBetweenMessages ? DrainEvent.Wait : DrainEvent.Work);

    internal void ReceiveGoesOn() => Drain(DrainEvent.Resume);

    private DrainActions Drain(DrainEvent drainEvent)
    {
        var (state, actions) = _drain.After(drainEvent);
        _drain = state;
        if (actions == DrainActions.Close)
            CloseForDrain();
        else if (actions == DrainActions.Abort)
            Abort();
        return actions;
    }

    private void CloseForDrain()
    {
        if (_phase != ClosingPhase.Open || _isMessageOpen)
            return;
        var sending = SendControlAsync(FrameOpcode.Close, s_stopping);
        Drain(DrainEvent.Close);
        Forget(sending);
    }

    private Decoded Discard(in ReadOnlySequence<byte> bytes, out SequencePosition consumed, out int written)
    {
        Span<byte> waste = stackalloc byte[Waste];
        var result = Decode(bytes, waste, out consumed, out written);
        return result == Decoded.Data ? Decoded.Pong : result;
    }
}
