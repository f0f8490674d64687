using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>A receive that waits.</summary>
internal sealed class EpollReceive(EpollSocket socket) : EpollOperation(socket), IValueTaskSource<int>
{
    private Memory<byte> _buffer;
    private int _received;

    internal ValueTask<int> Start(CancelContext context, Memory<byte> buffer, bool isReady)
    {
        _buffer = buffer;
        Wait(context, isReady);
        return new ValueTask<int>(this, Version);
    }

    /// <summary>Called for data without a hangup: whoever waits for readability alone has it, with no call to confirm it.</summary>
    internal void AttemptReadable()
    {
        if (!_buffer.IsEmpty)
        {
            Attempt();
            return;
        }

        Leave();
        _received = 0;
        Succeed();
    }

    internal override void Attempt()
    {
        var result = Socket.Receive(_buffer.Span);
        if (result == -Errno.EAGAIN)
            return;
        Leave();
        _received = result;
        if (result >= 0)
            Succeed();
        else
            Fail(Errno.Socket(-result, "receive"));
    }

    protected override void Release() => _buffer = default;

    int IValueTaskSource<int>.GetResult(short token)
    {
        var received = _received;
        End(token);
        return received;
    }
}
