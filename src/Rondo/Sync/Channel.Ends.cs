namespace Rondo.Sync;

/// <summary>How a channel ends.</summary>
public sealed partial class Channel<T>
{
    private int _openSenders;
    private int _openReceivers;
    private string? _ended;
    private Exception? _error;
    private bool _broken;
    private int _unreceived;

    /// <summary>True when the channel is complete and everything was received: nothing will come any more.</summary>
    public bool IsEnded => _ended is not null && _buffer.Count == 0 && WaitingSenders == 0;

    /// <summary>
    /// Says that nothing more will be sent. Items that were sent, or wait to be, are still received; then receivers get
    /// <see cref="ChannelEndedException"/>, and enumerations end. Again is harmless.
    /// </summary>
    /// <param name="error">Why, if it ends because of a failure: the exception's cause, and enumerations throw it too.</param>
    /// <exception cref="InvalidOperationException">The caller is not on the channel's loop.</exception>
    public void Complete(Exception? error = null)
    {
        _receivers.VerifyAccess();
        End("Complete() was called", error);
    }

    /// <summary>Opens an end to send through; when the last one is disposed the channel is complete.</summary>
    /// <exception cref="ChannelEndedException">The channel is complete already.</exception>
    public ChannelSender<T> OpenSender()
    {
        _receivers.VerifyAccess();
        if (SendError() is { } error)
            throw error;
        _openSenders++;
        return new ChannelSender<T>(this);
    }

    /// <summary>
    /// Opens an end to receive from; when the last one is disposed, what was not received is dropped, and senders get
    /// <see cref="ChannelBrokenException"/>.
    /// </summary>
    public ChannelReceiver<T> OpenReceiver()
    {
        _receivers.VerifyAccess();
        if (_broken)
            throw SendError()!;
        _openReceivers++;
        return new ChannelReceiver<T>(this);
    }

    internal void CloseSender(ChannelSender<T> sender)
    {
        _receivers.VerifyAccess("ChannelSender.Dispose");
        _senders?.FailAll(offer => offer.From == sender ? sender.Closed("while this send was waiting") : null);
        if (--_openSenders == 0)
            End("its last sender was disposed", null);
    }

    internal void CloseReceiver(ChannelReceiver<T> receiver)
    {
        _receivers.VerifyAccess("ChannelReceiver.Dispose");
        _receivers.FailAll(by => by == receiver ? receiver.Closed("while this receive was waiting") : null);
        if (--_openReceivers > 0)
            return;
        _broken = true;
        _unreceived = _buffer.Count;
        _buffer.Clear();
        _senders?.FailAll(_ => SendError());
    }

    internal string Describe() => Name is null ? "This channel" : $"The channel '{Name}'";

    private void End(string how, Exception? error)
    {
        if (_ended is not null)
            return;
        _ended = how;
        _error = error;
        // Receivers wait only while it is empty and no sender waits.
        _receivers.FailAll(_ => EndedError());
    }

    private Exception? SendError()
    {
        if (_broken)
        {
            return new ChannelBrokenException(
                $"{Describe()} is broken: its last receiver was disposed"
                    + $"{(_unreceived == 0 ? "" : $" and left {_unreceived} items")}, so nobody would receive this item.");
        }

        return _ended is null ? null
            : new ChannelEndedException($"{Describe()} is complete: {_ended}, so nothing can be sent any more.", _error);
    }

    private ChannelEndedException EndedError() => new($"{Describe()} has ended: {_ended}, and everything sent was received.", _error);
}
