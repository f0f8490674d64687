using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>One accept. Not multishot: that would take connections that nobody has asked for yet out of the backlog.</summary>
internal sealed class UringAccept(UringSocket socket) : UringOperation(socket), IValueTaskSource<SafeSocketHandle>
{
    private SafeSocketHandle? _accepted;

    protected override string What => "accept";

    internal new ValueTask<SafeSocketHandle> Start(CancelContext context)
    {
        base.Start(context);
        Submit();
        return new ValueTask<SafeSocketHandle>(this, Version);
    }

    protected override unsafe void Prepare(Sqe* sqe)
    {
        // Safety: no memory is referred to; the peer's address is asked for when somebody wants it.
        sqe->Opcode = Sqe.Accept;
        sqe->Fd = Socket.Fd;
        sqe->OperationFlags = Constants.SockCloseOnExec;
    }

    /// <summary>A connection that broke before it was accepted is its peer's trouble: the next one is taken.</summary>
    protected override bool IsDone(int result) => result is not (-Errno.ECONNABORTED or -Errno.EPROTO);

    protected override void Finish(int result)
    {
        _accepted = new SafeSocketHandle(result, ownsHandle: true);
        Succeed();
    }

    protected override void Release()
    {
    }

    SafeSocketHandle IValueTaskSource<SafeSocketHandle>.GetResult(short token)
    {
        var accepted = _accepted;
        _accepted = null;
        End(token);
        return accepted!;
    }
}
