using System.Net;
using System.Threading.Tasks.Sources;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>A send of one datagram.</summary>
internal sealed class UringSendTo(UringSocket socket) : UringMessage(socket), IValueTaskSource<int>
{
    private int _sent;

    protected override string What => "send";

    protected override uint Readiness => Constants.EpollOut;

    internal unsafe ValueTask<int> Start(CancelContext context, ReadOnlyMemory<byte> buffer, EndPoint? to)
    {
        // Safety: the address is copied out of this frame before anything is submitted; an unusable end point throws here.
        var address = stackalloc byte[NativeAddress.MaxLength];
        var length = to is null ? 0 : NativeAddress.Write(to, Socket.AddressFamily, new Span<byte>(address, NativeAddress.MaxLength));
        Start(context);
        Pin(buffer.Pin(), buffer.Length);
        new ReadOnlySpan<byte>(address, length).CopyTo(new Span<byte>(Message->Address, NativeAddress.MaxLength));
        Message->Head.NameLength = (uint)length;
        if (length == 0)
            Message->Head.Name = null;
        Submit();
        return new ValueTask<int>(this, Version);
    }

    protected override unsafe void Prepare(Sqe* sqe) => Prepare(sqe, Sqe.SendMessage, Constants.MsgNoSignal); // Safety: see UringMessage.

    protected override void Finish(int result)
    {
        _sent = result;
        Succeed();
    }

    int IValueTaskSource<int>.GetResult(short token)
    {
        var sent = _sent;
        End(token);
        return sent;
    }
}
