using System.Buffers;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>
/// A receive. On a stream it waits for what the socket's multishot receive brings; on a datagram socket, or when the loop's
/// buffers are all taken, it is a request of its own into the caller's memory.
/// </summary>
internal sealed class UringReceive(UringSocket socket) : UringOperation(socket), IValueTaskSource<int>
{
    private Memory<byte> _buffer;
    private MemoryHandle _pin;
    private int _received;
    private bool _onlyPolls;

    protected override string What => "receive";

    /// <summary>Waiting, and not for a request of its own.</summary>
    internal bool WaitsForStream => IsPending && !IsSubmitted;

    internal ValueTask<int> Start(CancelContext context, Memory<byte> buffer)
    {
        _buffer = buffer;
        Start(context);
        return new ValueTask<int>(this, Version);
    }

    /// <summary>Receives straight into the caller's memory.</summary>
    internal void SubmitDirect()
    {
        _onlyPolls = _buffer.IsEmpty;
        _pin = _buffer.Pin();
        Submit();
    }

    /// <summary>Takes what the stream has.</summary>
    internal void FinishFromStream()
    {
        _received = Socket.TakeReceived(_buffer.Span);
        Leave();
        Succeed();
    }

    internal void Abort(Exception exception)
    {
        Leave();
        Fail(exception);
    }

    internal void FailFromStream(int errno)
    {
        Leave();
        FailWith(errno);
    }

    protected override unsafe void Prepare(Sqe* sqe)
    {
        sqe->Fd = Socket.Fd;
        if (_onlyPolls)
        {
            // Safety: no memory is referred to.
            sqe->Opcode = Sqe.PollAdd;
            sqe->OperationFlags = Readiness;
            return;
        }

        // Safety: pinned until Release.
        sqe->Opcode = Sqe.Receive;
        sqe->Address = (ulong)_pin.Pointer;
        sqe->Length = (uint)_buffer.Length;
    }

    protected override void Finish(int result)
    {
        _received = _onlyPolls ? 0 : result; // a poll's result is a mask
        Succeed();
    }

    protected override void Release()
    {
        _pin.Dispose();
        _pin = default;
        _buffer = default;
    }

    protected override void OnCancel()
    {
        if (IsSubmitted)
        {
            base.OnCancel();
            return;
        }

        Leave();
        FailCanceled();
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        var received = _received;
        End(token);
        return received;
    }
}
