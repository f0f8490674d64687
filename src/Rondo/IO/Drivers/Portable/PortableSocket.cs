using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo.IO.Drivers.Portable;

/// <summary>A BCL socket.</summary>
internal sealed partial class PortableSocket(PortableDriver driver, Socket socket) : WaitingSocket
{
    private PortableCall<int>? _receive;
    private PortableCall<int>? _send;
    private PortableCall<bool>? _connect;
    private PortableCall<SafeSocketHandle>? _accept;
    private PortableCall<(int, EndPoint)>? _receiveFrom;

    /// <summary>False once it is closed or given up.</summary>
    internal bool IsOpen { get; private set; } = true;

    internal override bool HasSocket => true;

    internal override Socket ToSocket() => Open("ToSocket");

    internal override AddressFamily AddressFamily => socket.AddressFamily;

    internal override EndPoint? LocalEndPoint => Ask(static socket => socket.LocalEndPoint);

    internal override EndPoint? RemoteEndPoint => Ask(static socket => socket.RemoteEndPoint);

    internal override void Bind(EndPoint endPoint) =>
        Open("Bind").Bind(endPoint is UnixDomainSocketEndPoint unix ? new KeptUnixEndPoint(unix) : endPoint);

    internal override void Listen(int backlog) => Open("Listen").Listen(backlog);

    internal override void Shutdown(SocketShutdown how) => Open("Shutdown").Shutdown(how);

    internal override ValueTask ConnectAsync(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var bcl = Open("ConnectAsync");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var call = Free(ref _connect, "connect");
        return call.WatchVoid(context, Connect(bcl, endPoint, call.Token));
    }

    internal override ValueTask<SafeSocketHandle> AcceptAsync()
    {
        var bcl = Open("AcceptAsync");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<SafeSocketHandle>(context.CreateException());
        var call = Free(ref _accept, "accept");
        return call.Watch(context, Accept(bcl, call.Token));
    }

    internal override SafeSocketHandle? TryAccept()
    {
        var bcl = Open("TryAccept");
        try
        {
            bcl.Blocking = false;
            return bcl.Poll(0, SelectMode.SelectRead) ? Release(bcl.Accept()) : null;
        }
        catch (SocketException exception) when (exception.SocketErrorCode != SocketError.TooManyOpenSockets)
        {
            return null; // it was gone when we came
        }
    }

    internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        var bcl = Open("ReceiveAsync");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        var call = Free(ref _receive, "receive");
        return call.Watch(context, bcl.ReceiveAsync(buffer, SocketFlags.None, call.Token));
    }

    internal override void WhenReadable(ISocketUser user)
    {
        Open("WhenReadable");
        _ = TellWhenReadable(user);
    }

    internal override int TryReceive(Span<byte> buffer)
    {
        ThrowIfUnreadable();
        var bcl = Open("TryReceive");
        // A call that could wait is refused while an asynchronous one is under way.
        if (bcl.Blocking)
            bcl.Blocking = false;
        var received = bcl.Receive(buffer, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => received,
            SocketError.WouldBlock => -1,
            _ => throw new SocketException((int)error),
        };
    }

    internal override ValueTask SendAsync(ReadOnlyMemory<byte> buffer)
    {
        var bcl = Open("SendAsync");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var call = Free(ref _send, "send");
        return call.WatchVoid(context, Send(bcl, buffer, call.Token));
    }

    internal override ValueTask<(int Bytes, EndPoint From)> ReceiveFromAsync(Memory<byte> buffer)
    {
        var bcl = Open("ReceiveFromAsync");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<(int, EndPoint)>(context.CreateException());
        var call = Free(ref _receiveFrom, "receive");
        return call.Watch(context, ReceiveFrom(bcl, buffer, call.Token));
    }

    internal override ValueTask<int> SendToAsync(ReadOnlyMemory<byte> buffer, EndPoint? to)
    {
        var bcl = Open("SendToAsync");
        var context = CancelContext.For(driver.Scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<int>(context.CreateException());
        var call = Free(ref _send, "send");
        return call.Watch(
            context, to is null ? bcl.SendAsync(buffer, SocketFlags.None, call.Token)
            : bcl.SendToAsync(buffer, SocketFlags.None, to, call.Token));
    }

    internal override SafeSocketHandle Detach()
    {
        var bcl = Open("Detach");
        if (_receive is { IsPending: true } || _send is { IsPending: true } || _connect is { IsPending: true }
            || _accept is { IsPending: true } || _receiveFrom is { IsPending: true })
            throw PortableMisuse.Busy("use (Detach)");
        IsOpen = false;
        return Release(bcl);
    }

    /// <remarks>After the loop has ended any thread may come here: a finally block that outlived its loop.</remarks>
    public override void Dispose()
    {
        if (!IsOpen)
            return;
        if (Scheduler.Current != driver.Scheduler && !driver.Scheduler.IsClosed)
            throw PortableMisuse.Foreign("Dispose", driver.Scheduler, "socket");
        IsOpen = false;
        // The BCL resets a connection that it closes under a call: stop the calls first.
        AbandonPending(_receive);
        AbandonPending(_send);
        AbandonPending(_connect);
        AbandonPending(_accept);
        AbandonPending(_receiveFrom);
        socket.Dispose();
    }

    private static void AbandonPending(PortableCall? call)
    {
        if (call is { IsPending: true })
            call.Abandon();
    }

    /// <summary>Takes the handle out of a BCL socket, whose finalizer would close it.</summary>
    private static SafeSocketHandle Release(Socket socket)
    {
        var handle = socket.SafeHandle;
        GC.SuppressFinalize(socket);
        return handle;
    }

    private static async ValueTask<bool> Connect(Socket socket, EndPoint endPoint, CancellationToken token)
    {
        await socket.ConnectAsync(endPoint, token).ConfigureAwait(false);
        return true;
    }

    private static async ValueTask<SafeSocketHandle> Accept(Socket socket, CancellationToken token) =>
        Release(await socket.AcceptAsync(token).ConfigureAwait(false));

    /// <summary>The BCL sends everything on most platforms, and promises it on none.</summary>
    private static ValueTask<int> Send(Socket socket, ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        var first = socket.SendAsync(buffer, SocketFlags.None, token);
        return first.IsCompletedSuccessfully && first.GetAwaiter().GetResult() is var sent && sent == buffer.Length
            ? new ValueTask<int>(sent) : Rest(first);

        async ValueTask<int> Rest(ValueTask<int> sending)
        {
            var total = await sending.ConfigureAwait(false);
            while (total < buffer.Length)
                total += await socket.SendAsync(buffer[total..], SocketFlags.None, token).ConfigureAwait(false);
            return total;
        }
    }

    private static async ValueTask<(int, EndPoint)> ReceiveFrom(Socket socket, Memory<byte> buffer, CancellationToken token)
    {
        EndPoint any = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        try
        {
            var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, any, token).ConfigureAwait(false);
            return (received.ReceivedBytes, received.RemoteEndPoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.MessageSize)
        {
            return (buffer.Length, any); // Windows' word for a datagram that was truncated
        }
    }

    private EndPoint? Ask(Func<Socket, EndPoint?> question)
    {
        if (!IsOpen)
            throw PortableMisuse.Closed();
        try
        {
            return question(socket);
        }
        catch (SocketException)
        {
            return null; // not bound, or not connected (any more)
        }
    }

    private PortableCall<T> Free<T>([AllowNull] ref PortableCall<T> call, string what)
    {
        call ??= new PortableCall<T>(driver, this);
        return call.Status == OperationStatus.Idle ? call : throw PortableMisuse.Busy(what);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Socket Open(string what)
    {
        if (Scheduler.Current != driver.Scheduler)
            throw PortableMisuse.Foreign(what, driver.Scheduler, "socket");
        return IsOpen ? socket : throw PortableMisuse.Closed();
    }
}
