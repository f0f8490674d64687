using System.Net.Sockets;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>A socket whose calls are requests in the ring.</summary>
/// <remarks>
/// The descriptor is closed after the final completion of everything that uses it: closing earlier would neither end the
/// requests nor tell the peer, and the number could be given to a stranger.
/// </remarks>
internal sealed partial class UringSocket : LinuxSocket
{
    private UringReceive? _receive;
    private UringSend? _send;
    private int _inFlight;
    private int _closing = -1;

    internal UringSocket(UringDriver driver, SafeSocketHandle handle, AddressFamily family, bool isStream)
        : base(driver.Scheduler, handle, family, isStream) => Driver = driver;

    internal UringDriver Driver { get; }

    internal override ValueTask SendAsync(ReadOnlyMemory<byte> buffer)
    {
        var context = Enter("SendAsync");
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        if (_send is not null)
            SocketMisuse.ThrowBusy("send");
        return buffer.IsEmpty && IsStream ? default : (_send = Driver.TakeSend(this)).Start(context, buffer);
    }

    internal override bool TrySend(ReadOnlyMemory<byte> buffer, ISocketUser user)
    {
        var context = Enter("TrySend");
        if (_send is not null)
            SocketMisuse.ThrowBusy("send");
        (_send = Driver.TakeSend(this)).Start(context, buffer, user);
        return false;
    }

    /// <summary>A send has ended, and its outcome was fetched.</summary>
    internal void Sent(UringSend send)
    {
        _send = null;
        Driver.ReturnSend(send);
    }

    internal override SafeSocketHandle Detach()
    {
        Enter("Detach");
        if (_receive is { IsPending: true } || _reader is not null || _inFlight > (_isArmed ? 1 : 0))
            SocketMisuse.ThrowBusy("use (Detach)");
        if (_isArmed)
        {
            Driver.Cancel(_streamData);
            Driver.WaitUntil(() => !_isArmed);
        }

        if (_unread > 0)
            throw new InvalidOperationException(
                $"The socket holds {_unread} buffers of data that were received before Detach and have not been read: read "
                    + $"them first, or detach before the first receive.");
        TakeFd();
        return ReleaseHandle();
    }

    private protected override void CloseOnLoop(int fd)
    {
        if (_receive is { WaitsForStream: true })
            _receive.Abort(SocketMisuse.Closed());
        if (_reader is not null)
            Tell();
        ReturnUnread();
        if (_inFlight == 0)
        {
            Close(fd);
            return;
        }

        _closing = fd;
        Driver.CancelAll(fd);
    }

    internal void Started() => _inFlight++;

    /// <summary>A request has had its final completion.</summary>
    internal void Ended()
    {
        if (--_inFlight > 0 || _closing < 0)
            return;
        var fd = _closing;
        _closing = -1;
        Close(fd);
    }
}
