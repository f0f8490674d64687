using System.Net;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>A send of one datagram that waits for room.</summary>
internal sealed class EpollSendTo(EpollSocket socket) : EpollOperation(socket), IValueTaskSource<int>
{
    private ReadOnlyMemory<byte> _buffer;
    private EndPoint? _to;
    private int _sent;

    internal ValueTask<int> Start(CancelContext context, ReadOnlyMemory<byte> buffer, EndPoint? to, bool isReady)
    {
        _buffer = buffer;
        _to = to;
        Wait(context, isReady);
        return new ValueTask<int>(this, Version);
    }

    internal override void Attempt()
    {
        var result = Socket.SendTo(_buffer.Span, _to);
        if (result == -Errno.EAGAIN)
            return;
        Leave();
        _sent = result;
        if (result >= 0)
            Succeed();
        else
            Fail(Errno.Socket(-result, "send"));
    }

    protected override void Release()
    {
        _buffer = default;
        _to = null;
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        var sent = _sent;
        End(token);
        return sent;
    }
}
