using System.Net;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>A receive of one datagram that waits.</summary>
internal sealed class EpollReceiveFrom(EpollSocket socket) : EpollOperation(socket), IValueTaskSource<(int Bytes, EndPoint From)>
{
    private Memory<byte> _buffer;
    private (int Bytes, EndPoint From) _received;

    internal ValueTask<(int Bytes, EndPoint From)> Start(CancelContext context, Memory<byte> buffer, bool isReady)
    {
        _buffer = buffer;
        Wait(context, isReady);
        return new ValueTask<(int, EndPoint)>(this, Version);
    }

    internal override void Attempt()
    {
        var result = Socket.ReceiveFrom(_buffer.Span, out var from);
        if (result == -Errno.EAGAIN)
            return;
        Leave();
        if (result < 0)
        {
            Fail(Errno.Socket(-result, "receive"));
            return;
        }

        _received = (result, from!);
        Succeed();
    }

    protected override void Release() => _buffer = default;

    (int Bytes, EndPoint From) IValueTaskSource<(int Bytes, EndPoint From)>.GetResult(short token)
    {
        var received = _received;
        _received = default;
        End(token);
        return received;
    }
}
