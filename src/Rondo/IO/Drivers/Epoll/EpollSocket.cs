using System.Net;
using System.Net.Sockets;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>A socket whose calls are made at once, on the loop, and wait for an edge only when they would block.</summary>
/// <remarks>
/// Readiness is remembered between edges and assumed at the start: the first call finds out. A receive shorter than its
/// buffer has emptied a stream, which saves the call that would say EAGAIN. Where that need not be so, only EAGAIN counts: after
/// a hangup, from which on no further edge comes; where TCP's urgent data has come, at which a receive stops; on a Unix socket
/// behind descriptors or credentials, of which recvmsg tells; and on every other kind of socket.
/// Calls carry MSG_DONTWAIT rather than O_NONBLOCK, so an adopted descriptor needs no fcntl.
/// </remarks>
internal sealed partial class EpollSocket : LinuxSocket
{
    private EpollReceive? _receive;
    private EpollSend? _send;
    private EpollOperation? _reading;
    private EpollOperation? _writing;
    private ISocketUser? _reader;
    private int _slot = -1;
    private bool _readable = true;
    private bool _writable = true;
    private bool _hungUp;
    private readonly bool _isUnix;

    /// <summary>A receive shorter than its buffer has taken all there was.</summary>
    private bool _shortIsAll;

    internal EpollSocket(EpollDriver driver, SafeSocketHandle handle, AddressFamily family, bool isStream)
        : base(driver.Scheduler, handle, family, isStream)
    {
        Driver = driver;
        _isUnix = isStream && family == AddressFamily.Unix;
        _shortIsAll = isStream && family switch
        {
            AddressFamily.Unspecified => IsTcp,
            AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 or AddressFamily.Unix => true,
            _ => false,
        };
    }

    internal EpollDriver Driver { get; }

    internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        var context = Enter("ReceiveAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        var receive = _receive ??= new EpollReceive(this);
        if (_reading is not null || _reader is not null || receive.Status != OperationStatus.Idle)
            SocketMisuse.ThrowBusy("receive");
        if (_readable && Scheduler.TryConsumeBudget())
        {
            var result = Receive(buffer.Span);
            if (result >= 0)
                return new ValueTask<int>(result);
            if (result != -Errno.EAGAIN)
                return ValueTask.FromException<int>(Errno.Socket(-result, "receive"));
        }

        EnsureRegistered();
        _reading = receive;
        return receive.Start(context, buffer, _readable);
    }

    internal override void WhenReadable(ISocketUser user)
    {
        Enter("WhenReadable");
        if (_reading is not null || _reader is not null)
            SocketMisuse.ThrowBusy("receive");
        EnsureRegistered();
        _reader = user;
        Driver.CountStart();
        if (_readable)
            Tell();
    }

    internal override int TryReceive(Span<byte> buffer)
    {
        Enter("TryReceive");
        var result = Receive(buffer);
        return result >= 0 ? result : result == -Errno.EAGAIN ? -1 : throw Errno.Socket(-result, "receive");
    }

    internal override ValueTask SendAsync(ReadOnlyMemory<byte> buffer)
    {
        var context = Enter("SendAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        if (_writing is not null || _send is { Status: not OperationStatus.Idle })
            SocketMisuse.ThrowBusy("send");
        if (_writable && Scheduler.TryConsumeBudget())
        {
            var result = Send(buffer.Span, out var sent);
            if (result >= 0)
                return default;
            if (result != -Errno.EAGAIN)
                return ValueTask.FromException(Errno.Socket(-result, "send"));
            buffer = buffer[sent..];
        }

        EnsureRegistered();
        var send = _send ??= new EpollSend(this);
        _writing = send;
        return send.Start(context, buffer, _writable);
    }

    /// <summary>An edge: what waits for it is attempted.</summary>
    internal void OnReady(uint events)
    {
        const uint hangup = Constants.EpollRdHup | Constants.EpollHup | Constants.EpollErr;
        if ((events & hangup) != 0)
            _hungUp = true;
        if ((events & (hangup | Constants.EpollPriority)) != 0)
            _shortIsAll = false;
        if ((events & (Constants.EpollIn | hangup)) != 0)
        {
            _readable = true;
            if (_reader is not null)
                Tell();
            else if (!_hungUp && _reading is EpollReceive receive)
                receive.AttemptReadable();
            else
                _reading?.Attempt();
        }

        if ((events & (Constants.EpollOut | Constants.EpollHup | Constants.EpollErr)) != 0)
        {
            _writable = true;
            _writing?.Attempt();
        }
    }

    internal void Remove(EpollOperation operation)
    {
        if (_reading == operation)
            _reading = null;
        else if (_writing == operation)
            _writing = null;
    }

    internal void FailPending(Exception exception)
    {
        if (_reader is not null)
            Tell();
        _reading?.Abort(exception);
        _writing?.Abort(exception);
    }

    internal override SafeSocketHandle Detach()
    {
        Enter("Detach");
        if (_reading is not null || _reader is not null || _writing is not null)
            SocketMisuse.ThrowBusy("use (Detach)");
        var fd = TakeFd();
        if (_slot >= 0)
            Driver.Unregister(_slot, fd);
        return ReleaseHandle();
    }

    private protected override void CloseOnLoop(int fd)
    {
        if (_slot >= 0)
            Driver.Unregister(_slot, -1);
        FailPending(SocketMisuse.Closed());
        Close(fd);
    }

    private bool IsTcp => TryGetInt(Constants.SolSocket, Constants.SoProtocol, out var protocol) >= 0 && protocol == (int)ProtocolType.Tcp;

    private void Tell()
    {
        Scheduler.Ready.Enqueue(ISocketUser.ReadableStep, _reader, WorkKind.StateAction);
        _reader = null;
        Driver.CountEnd();
    }

    private void EnsureRegistered()
    {
        if (_slot < 0)
            _slot = Driver.Register(this, Fd);
    }
}
