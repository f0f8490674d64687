using System.Net;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>A connect in progress: the socket becomes writable when it is decided.</summary>
internal sealed class EpollConnect(EpollSocket socket, EndPoint endPoint) : EpollOperation(socket), IValueTaskSource
{
    internal ValueTask Start(CancelContext context)
    {
        Wait(context, isReady: false);
        return new ValueTask(this, Version);
    }

    internal override void Attempt()
    {
        var error = Socket.TakeError();
        if (error == 0 && !Socket.IsConnected)
            return;
        Leave();
        if (error == 0)
            Succeed();
        else
            Fail(Errno.Socket(error, $"connect to {endPoint}"));
    }

    protected override void Release()
    {
    }

    void IValueTaskSource.GetResult(short token) => End(token);
}
