using System.Buffers;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>A send of a whole buffer. The loop keeps those that are not in use: an idle connection has none.</summary>
internal sealed class UringSend(UringSocket socket) : UringOperation(socket), IValueTaskSource
{
    /// <summary>The state is the send.</summary>
    private static readonly Action<object?> s_tell = static send => ((UringSend)send!).Tell();

    private ISocketUser? _user;
    private MemoryHandle _pin;
    private int _length;
    private int _sent;

    protected override string What => "send";

    protected override uint Readiness => Constants.EpollOut;

    internal void Use(UringSocket socket) => Socket = socket;

    /// <summary>Starts a send whose end <paramref name="user"/> is told.</summary>
    internal void Start(CancelContext context, ReadOnlyMemory<byte> buffer, ISocketUser user)
    {
        _user = user;
        _ = Start(context, buffer);
    }

    internal ValueTask Start(CancelContext context, ReadOnlyMemory<byte> buffer)
    {
        Start(context);
        _pin = buffer.Pin();
        _length = buffer.Length;
        _sent = 0;
        Submit();
        return new ValueTask(this, Version);
    }

    protected override unsafe void Prepare(Sqe* sqe)
    {
        // Safety: pinned until Release.
        sqe->Opcode = Sqe.Send;
        sqe->Fd = Socket.Fd;
        sqe->Address = (ulong)_pin.Pointer + (uint)_sent;
        sqe->Length = (uint)(_length - _sent);
        sqe->OperationFlags = Constants.MsgNoSignal | Constants.MsgWaitAll;
    }

    protected override bool IsDone(int result)
    {
        if (result < 0)
            return true;
        _sent += result;
        return _sent == _length;
    }

    protected override void Finish(int result) => Succeed();

    protected override void Ended()
    {
        if (_user is not null)
            Driver.Scheduler.Sends.Enqueue(s_tell, this, WorkKind.StateAction);
    }

    protected override void Release()
    {
        _pin.Dispose();
        _pin = default;
    }

    protected override void Recycle() => Socket.Sent(this);

    private void Tell()
    {
        var user = _user!;
        _user = null;
        Exception? failure = null;
        try
        {
            End(Version);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        user.OnSent(failure);
    }

    void IValueTaskSource.GetResult(short token) => End(token);
}
