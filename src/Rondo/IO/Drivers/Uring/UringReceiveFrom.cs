using System.Net;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>A receive of one datagram.</summary>
internal sealed class UringReceiveFrom(UringSocket socket) : UringMessage(socket), IValueTaskSource<(int Bytes, EndPoint From)>
{
    private (int Bytes, EndPoint From) _received;
    private EndPoint? _from;

    protected override string What => "receive";

    internal unsafe ValueTask<(int Bytes, EndPoint From)> Start(CancelContext context, Memory<byte> buffer)
    {
        Start(context);
        Pin(buffer.Pin(), buffer.Length);
        Submit();
        return new ValueTask<(int, EndPoint)>(this, Version);
    }

    protected override unsafe void Prepare(Sqe* sqe)
    {
        // Safety: see UringMessage.
        Message->Head.NameLength = NativeAddress.MaxLength;
        Prepare(sqe, Sqe.ReceiveMessage, 0);
    }

    protected override unsafe bool IsDone(int result)
    {
        // Safety: the kernel has written that many bytes of the address, which Release is about to free.
        if (result >= 0)
            _from = NativeAddress.Read(
                new ReadOnlySpan<byte>(Message->Address, (int)Math.Min(Message->Head.NameLength, NativeAddress.MaxLength)));
        return true;
    }

    protected override void Finish(int result)
    {
        _received = (result, _from ?? Socket.RemoteEndPoint ?? Socket.LocalEndPoint!);
        _from = null;
        Succeed();
    }

    (int Bytes, EndPoint From) IValueTaskSource<(int Bytes, EndPoint From)>.GetResult(short token)
    {
        var received = _received;
        _received = default;
        End(token);
        return received;
    }
}
