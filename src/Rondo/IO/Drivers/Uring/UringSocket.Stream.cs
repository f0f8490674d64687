using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>Receiving a stream: one multishot request per connection, which waits without a buffer and brings data in the loop's.</summary>
internal sealed partial class UringSocket : IUringTarget
{
    /// <summary>
    /// Unread buffers beyond which the multishot request is ended: the rest then waits in the kernel, where TCP tells the
    /// peer to slow down. 32 KB, about what one turn of a reader with a usual buffer takes.
    /// </summary>
    private const int MaxUnread = 8;

    private ulong _streamData;
    private int _first = -1;
    private int _last = -1;
    private int _unread;
    private bool _isArmed;
    private bool _isStopping;
    private bool _isAtEnd;
    private bool _isDeferred;
    private bool _isNonBlocking;
    private ISocketUser? _reader;

    /// <summary>Whether a multishot receive can be armed now.</summary>
    private bool CanArm => IsStream && !_isNonBlocking && Driver.Buffers.Free > 0;

    /// <summary>Whether a receive would complete at once.</summary>
    private bool HasReceived => _unread > 0 || _isAtEnd;

    internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        var context = Enter("ReceiveAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        var receive = _receive ??= new UringReceive(this);
        if (receive.Status != OperationStatus.Idle || _reader is not null || _receiveFrom is { IsPending: true })
            SocketMisuse.ThrowBusy("receive");
        if (HasReceived && Scheduler.TryConsumeBudget())
            return new ValueTask<int>(TakeReceived(buffer.Span));
        var wait = receive.Start(context, buffer);
        if (!HasReceived)
        {
            Serve();
        }
        else if (!_isDeferred)
        {
            _isDeferred = true;
            Driver.Defer(this);
        }

        return wait;
    }

    internal override void WhenReadable(ISocketUser user)
    {
        Enter("WhenReadable");
        if (_receive is { IsPending: true } || _reader is not null)
            SocketMisuse.ThrowBusy("receive");
        _reader = user;
        Driver.CountStart();
        ServeReader();
    }

    internal override unsafe int TryReceive(Span<byte> buffer)
    {
        Enter("TryReceive");
        if (HasReceived)
            return TakeReceived(buffer);
        if (ReceiveError == 0 && !_isArmed)
        {
            // Nothing is under way that would bring it: the loop's buffers were all taken when it was to begin.
            fixed (byte* pointer = buffer)
            {
                // Safety: pinned for the call.
                var result = LinuxCalls.Real.Recv(Fd, pointer, buffer.Length, Constants.MsgDontWait);
                if (result >= 0)
                    return result;
                if (result is not (-Errno.EAGAIN or -Errno.EINTR))
                    ReceiveError = -result;
            }
        }

        return TakeReceiveError() is var error and > 0 ? throw Errno.Socket(error, "receive") : -1;
    }

    /// <summary>Tells the reader of what there is, or sees to it that something comes.</summary>
    private void ServeReader()
    {
        if (HasReceived || ReceiveError != 0 || Driver.IsDraining)
        {
            Tell();
        }
        else if (!_isArmed)
        {
            if (CanArm)
            {
                Arm();
                return;
            }

            var user = _reader!;
            _reader = null;
            Driver.CountEnd();
            _ = PollFor(user);
        }
    }

    /// <summary>
    /// Waits with a request of its own. A failure of it, an error of the socket or the loop's end, is met again; a cancellation
    /// would not be.
    /// </summary>
    private async Task PollFor(ISocketUser user)
    {
        CancelContext.Ambient = Scheduler.Uncancelable;
        await TellWhenReadable(user).ConfigureAwait(false);
    }

    private void Tell()
    {
        Scheduler.Ready.Enqueue(ISocketUser.ReadableStep, _reader, WorkKind.StateAction);
        _reader = null;
        Driver.CountEnd();
    }

    /// <summary>Gives a waiting receive what there is, or sees to it that something comes.</summary>
    internal void Serve()
    {
        _isDeferred = false;
        if (_reader is not null)
        {
            ServeReader();
            return;
        }

        if (_receive is not { WaitsForStream: true } receive)
        {
            if (_unread > MaxUnread && _isArmed && !_isStopping)
                StopStream();
            return;
        }

        if (HasReceived)
        {
            receive.FinishFromStream();
        }
        else if (TakeReceiveError() is var error and > 0)
        {
            receive.FailFromStream(error);
        }
        else if (Driver.IsDraining)
        {
            if (!_isArmed)
                receive.Abort(SocketMisuse.LoopEnded(Scheduler));
        }
        else if (!_isArmed)
        {
            if (CanArm)
                Arm();
            else
                receive.SubmitDirect();
        }
    }

    /// <summary>Copies what fits out of the unread buffers, which go back to the kernel as they become empty.</summary>
    internal int TakeReceived(Span<byte> target)
    {
        var taken = 0;
        var buffers = Driver.Buffers;
        while (_unread > 0 && taken < target.Length)
        {
            taken += buffers.Read(_first, target[taken..], out var isEmpty);
            if (!isEmpty)
                break;
            var next = buffers.Next(_first);
            buffers.Return(_first);
            _first = next;
            _unread--;
        }

        return taken;
    }

    void IUringTarget.Complete(int result, uint flags)
    {
        var isLast = (flags & Cqe.More) == 0;
        if (isLast)
            _isArmed = _isStopping = false;
        if ((flags & Cqe.HasBuffer) != 0)
            Append((int)(flags >> 16), result);
        // Out of buffers is no fault of the connection: Serve receives without one. A cancellation is our own, and what
        // was interrupted is armed again when somebody waits.
        if (result == 0)
            _isAtEnd = true;
        else if (result == -Errno.EAGAIN)
            _isNonBlocking = true; // by somebody else who has the description: each receive polls for itself
        else if (result is < 0 and not (-Errno.ENOBUFS or -Errno.ECANCELED or -Errno.EINTR))
            ReceiveError = -result;
        if (Fd >= 0)
            Serve();
        if (isLast)
            Ended();
    }

    private void Append(int buffer, int length)
    {
        var buffers = Driver.Buffers;
        buffers.Take(buffer, length);
        if (length <= 0 || Fd < 0)
        {
            buffers.Return(buffer);
            return;
        }

        if (_unread++ == 0)
            _first = buffer;
        else
            buffers.Link(_last, buffer);
        _last = buffer;
    }

    private unsafe void Arm()
    {
        // Safety: the request refers to no memory but the buffer ring's, which outlives it.
        var sqe = Driver.Submit(this, out _streamData);
        sqe->Opcode = Sqe.Receive;
        sqe->Flags = Sqe.BufferSelect;
        sqe->Priority = Sqe.ReceiveMultishot;
        sqe->Fd = Fd;
        sqe->BufferGroup = BufferRing.Group;
        _isArmed = true;
        Started();
    }

    private void StopStream()
    {
        _isStopping = true;
        Driver.Cancel(_streamData);
    }

    private void ReturnUnread()
    {
        while (_unread > 0)
        {
            var next = Driver.Buffers.Next(_first);
            Driver.Buffers.Return(_first);
            _first = next;
            _unread--;
        }
    }
}
