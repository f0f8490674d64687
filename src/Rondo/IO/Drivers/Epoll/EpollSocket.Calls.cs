using System.Net;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>The system calls of a socket, which keep its readiness up to date. Results: negative is -errno, -EAGAIN is "wait".</summary>
internal sealed partial class EpollSocket
{
    /// <summary>No error and a peer: a connect has succeeded.</summary>
    internal bool IsConnected => RemoteEndPoint is not null;

    // Safety of all below: spans are pinned for the call, which does not outlive this frame.
    internal unsafe int Receive(Span<byte> buffer)
    {
        if (ReceiveError != 0)
            return -TakeReceiveError();
        if (buffer.IsEmpty)
            return PeekReadable();
        fixed (byte* pointer = buffer)
        {
            int result, outcome = 0;
            do
            {
                result = _isUnix
                    ? Driver.Calls.RecvMessage(Fd, pointer, buffer.Length, Constants.MsgDontWait, out outcome)
                    : Driver.Calls.Recv(Fd, pointer, buffer.Length, Constants.MsgDontWait);
            }
            while (result == -Errno.EINTR);
            var isAll = _shortIsAll && result > 0 && result < buffer.Length && (outcome & Constants.MsgControlTruncated) == 0;
            if (isAll || result == -Errno.EAGAIN)
                _readable = false;
            return result;
        }
    }

    /// <summary>Sends as much as there is room for.</summary>
    /// <param name="buffer">The bytes to send.</param>
    /// <param name="sent">Bytes that are on their way, also when the result is an error.</param>
    /// <returns>0 when all is sent.</returns>
    internal unsafe int Send(ReadOnlySpan<byte> buffer, out int sent)
    {
        sent = 0;
        fixed (byte* pointer = buffer)
        {
            do
            {
                var result = Driver.Calls.Send(Fd, pointer + sent, buffer.Length - sent, Constants.MsgDontWait | Constants.MsgNoSignal);
                if (result >= 0)
                {
                    sent += result;
                }
                else if (result != -Errno.EINTR)
                {
                    if (result == -Errno.EAGAIN)
                        _writable = false;
                    return result;
                }
            }
            while (sent < buffer.Length);
            return 0;
        }
    }

    /// <summary>A connection that broke before it was accepted is its peer's trouble: the next one is looked at.</summary>
    internal int Accept()
    {
        int result;
        do
        {
            result = Driver.Calls.Accept(Fd, Constants.SockCloseOnExec);
        }
        while (result is -Errno.EINTR or -Errno.ECONNABORTED or -Errno.EPROTO);
        if (result == -Errno.EAGAIN)
            _readable = false;
        return result;
    }

    internal unsafe int ReceiveFrom(Span<byte> buffer, out EndPoint? from)
    {
        var address = stackalloc byte[NativeAddress.MaxLength];
        int result, length;
        fixed (byte* pointer = buffer)
        {
            do
            {
                length = NativeAddress.MaxLength;
                result = Libc.Check(Libc.RecvFrom(Fd, pointer, buffer.Length, Constants.MsgDontWait, address, &length));
            }
            while (result == -Errno.EINTR);
        }

        if (result == -Errno.EAGAIN)
            _readable = false;
        from = result < 0 ? null : NativeAddress.Read(new ReadOnlySpan<byte>(address, length)) ?? RemoteEndPoint ?? LocalEndPoint;
        return result;
    }

    internal unsafe int SendTo(ReadOnlySpan<byte> buffer, EndPoint? to)
    {
        var address = stackalloc byte[NativeAddress.MaxLength];
        var length = to is null ? 0 : NativeAddress.Write(to, AddressFamily, new Span<byte>(address, NativeAddress.MaxLength));
        int result;
        fixed (byte* pointer = buffer)
        {
            do
            {
                result = Libc.Check(
                    Libc.SendTo(
                        Fd, pointer, buffer.Length, Constants.MsgDontWait | Constants.MsgNoSignal, to is null ? null : address, length));
            }
            while (result == -Errno.EINTR);
        }

        if (result == -Errno.EAGAIN)
            _writable = false;
        return result;
    }

    /// <summary>Begins to connect. 0 when that was decided at once, as it is for Unix sockets.</summary>
    internal unsafe int Connect(EndPoint endPoint)
    {
        var address = stackalloc byte[NativeAddress.MaxLength];
        var length = NativeAddress.Write(endPoint, AddressFamily, new Span<byte>(address, NativeAddress.MaxLength));
        SetNonBlocking(Fd, true);
        var result = Libc.Check(Libc.Connect(Fd, address, length));
        // Interrupted, it continues by itself; a second call would say EALREADY.
        return result == -Errno.EINTR ? -Errno.EINPROGRESS : result;
    }

    /// <summary>The pending error (SO_ERROR), which is cleared.</summary>
    internal int TakeError()
    {
        var result = TryGetInt(Constants.SolSocket, Constants.SoError, out var error);
        return result < 0 ? -result : error;
    }

    /// <summary>0 when a receive would not block.</summary>
    private unsafe int PeekReadable()
    {
        byte one;
        int result;
        do
        {
            result = Driver.Calls.Recv(Fd, &one, 1, Constants.MsgDontWait | Constants.MsgPeek);
        }
        while (result == -Errno.EINTR);
        if (result == -Errno.EAGAIN)
            _readable = false;
        return Math.Min(result, 0);
    }
}
