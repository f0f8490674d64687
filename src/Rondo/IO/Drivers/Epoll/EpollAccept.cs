using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>An accept that waits.</summary>
internal sealed class EpollAccept(EpollSocket socket) : EpollOperation(socket), IValueTaskSource<SafeSocketHandle>
{
    private SafeSocketHandle? _accepted;

    internal ValueTask<SafeSocketHandle> Start(CancelContext context, bool isReady)
    {
        Wait(context, isReady);
        return new ValueTask<SafeSocketHandle>(this, Version);
    }

    internal override void Attempt()
    {
        var result = Socket.Accept();
        if (result == -Errno.EAGAIN)
            return;
        Leave();
        if (result < 0)
        {
            Fail(Errno.Socket(-result, "accept"));
            return;
        }

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
