using System.Net;
using System.Net.Sockets;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>Accepting, connecting and datagrams.</summary>
internal sealed partial class UringSocket
{
    private UringAccept? _accept;
    private UringConnect? _connect;
    private UringReceiveFrom? _receiveFrom;
    private UringSendTo? _sendTo;

    internal override ValueTask<SafeSocketHandle> AcceptAsync()
    {
        var context = Enter("AcceptAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<SafeSocketHandle>(context.CreateException());
        var accept = _accept ??= new UringAccept(this);
        if (accept.Status != OperationStatus.Idle)
            SocketMisuse.ThrowBusy("accept");
        return accept.Start(context);
    }

    internal override ValueTask ConnectAsync(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var context = Enter("ConnectAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        if (_connect is { Status: not OperationStatus.Idle })
            SocketMisuse.ThrowBusy("connect");
        _connect = new UringConnect(this, endPoint);
        return _connect.Start(context);
    }

    internal override ValueTask<(int Bytes, EndPoint From)> ReceiveFromAsync(Memory<byte> buffer)
    {
        var context = Enter("ReceiveFromAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<(int, EndPoint)>(context.CreateException());
        var receive = _receiveFrom ??= new UringReceiveFrom(this);
        if (receive.Status != OperationStatus.Idle || _receive is { IsPending: true })
            SocketMisuse.ThrowBusy("receive");
        return receive.Start(context, buffer);
    }

    internal override ValueTask<int> SendToAsync(ReadOnlyMemory<byte> buffer, EndPoint? to)
    {
        var context = Enter("SendToAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        var send = _sendTo ??= new UringSendTo(this);
        if (send.Status != OperationStatus.Idle)
            SocketMisuse.ThrowBusy("send");
        return send.Start(context, buffer, to);
    }
}
