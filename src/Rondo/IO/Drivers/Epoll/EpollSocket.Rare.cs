using System.Net;
using System.Net.Sockets;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>Accepting, connecting and datagrams.</summary>
internal sealed partial class EpollSocket
{
    private EpollAccept? _accept;
    private EpollConnect? _connect;
    private EpollReceiveFrom? _receiveFrom;
    private EpollSendTo? _sendTo;

    internal override void Listen(int backlog)
    {
        Enter("Listen");
        // accept4 has no MSG_DONTWAIT.
        SetNonBlocking(Fd, true);
        base.Listen(backlog);
    }

    internal override ValueTask<SafeSocketHandle> AcceptAsync()
    {
        var context = Enter("AcceptAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<SafeSocketHandle>(context.CreateException());
        if (_accept is null)
        {
            SetNonBlocking(Fd, true); // an adopted listener may not be yet
            _accept = new EpollAccept(this);
        }

        if (_reading is not null || _accept.Status != OperationStatus.Idle)
            SocketMisuse.ThrowBusy("accept");
        if (_readable && Scheduler.TryConsumeBudget())
        {
            var result = Accept();
            if (result >= 0)
                return new ValueTask<SafeSocketHandle>(new SafeSocketHandle(result, ownsHandle: true));
            if (result != -Errno.EAGAIN)
                return ValueTask.FromException<SafeSocketHandle>(Errno.Socket(-result, "accept"));
        }

        EnsureRegistered();
        _reading = _accept;
        return _accept.Start(context, _readable);
    }

    internal override ValueTask ConnectAsync(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var context = Enter("ConnectAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        if (_writing is not null || _connect is { Status: not OperationStatus.Idle })
            SocketMisuse.ThrowBusy("connect");
        var result = Connect(endPoint);
        if (result >= 0)
            return default;
        if (result != -Errno.EINPROGRESS)
            return ValueTask.FromException(Errno.Socket(-result, $"connect to {endPoint}"));
        EnsureRegistered();
        _connect = new EpollConnect(this, endPoint);
        _writing = _connect;
        return _connect.Start(context);
    }

    internal override ValueTask<(int Bytes, EndPoint From)> ReceiveFromAsync(Memory<byte> buffer)
    {
        var context = Enter("ReceiveFromAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<(int, EndPoint)>(context.CreateException());
        var receive = _receiveFrom ??= new EpollReceiveFrom(this);
        if (_reading is not null || receive.Status != OperationStatus.Idle)
            SocketMisuse.ThrowBusy("receive");
        if (_readable && Scheduler.TryConsumeBudget())
        {
            var result = ReceiveFrom(buffer.Span, out var from);
            if (result >= 0)
                return new ValueTask<(int, EndPoint)>((result, from!));
            if (result != -Errno.EAGAIN)
                return ValueTask.FromException<(int, EndPoint)>(Errno.Socket(-result, "receive"));
        }

        EnsureRegistered();
        _reading = receive;
        return receive.Start(context, buffer, _readable);
    }

    internal override ValueTask<int> SendToAsync(ReadOnlyMemory<byte> buffer, EndPoint? to)
    {
        var context = Enter("SendToAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        var send = _sendTo ??= new EpollSendTo(this);
        if (_writing is not null || send.Status != OperationStatus.Idle)
            SocketMisuse.ThrowBusy("send");
        if (_writable && Scheduler.TryConsumeBudget())
        {
            var result = SendTo(buffer.Span, to);
            if (result >= 0)
                return new ValueTask<int>(result);
            if (result != -Errno.EAGAIN)
                return ValueTask.FromException<int>(Errno.Socket(-result, "send"));
        }

        EnsureRegistered();
        _writing = send;
        return send.Start(context, buffer, to, _writable);
    }
}
