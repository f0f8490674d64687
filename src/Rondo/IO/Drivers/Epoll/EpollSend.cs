using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>A send that waits for room, as often as it takes.</summary>
internal sealed class EpollSend(EpollSocket socket) : EpollOperation(socket), IValueTaskSource
{
    private ReadOnlyMemory<byte> _rest;

    internal ValueTask Start(CancelContext context, ReadOnlyMemory<byte> rest, bool isReady)
    {
        _rest = rest;
        Wait(context, isReady);
        return new ValueTask(this, Version);
    }

    internal override void Attempt()
    {
        var result = Socket.Send(_rest.Span, out var sent);
        _rest = _rest[sent..];
        if (result == -Errno.EAGAIN)
            return;
        Leave();
        if (result >= 0)
            Succeed();
        else
            Fail(Errno.Socket(-result, "send"));
    }

    protected override void Release() => _rest = default;

    void IValueTaskSource.GetResult(short token) => End(token);
}
