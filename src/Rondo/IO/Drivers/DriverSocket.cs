using System.Net;
using System.Net.Sockets;

namespace Rondo.IO.Drivers;

/// <summary>
/// A socket of one driver. At most one receive and one send are in flight at a time (a second is an error that says so);
/// each waits in the ambient cancel context, and a cancelled one did not happen. Errors are <see cref="SocketException"/>.
/// </summary>
internal abstract class DriverSocket : IDisposable
{
    /// <summary>SO_REUSEPORT, which the BCL has no name for.</summary>
    internal const SocketOptionName ReusePort = (SocketOptionName)0x200F;

    /// <summary>
    /// Explains the failures of operations that were waited for (<see cref="Core.Operation.Explain"/>); null leaves them as they are.
    /// </summary>
    internal ISocketOwner? Owner { get; set; }

    /// <summary>The exception of a failed operation, as its awaiter sees it.</summary>
    internal Exception Explain(Exception exception) =>
        exception is SocketException failure && Owner is { } owner ? owner.Explain(failure) : exception;

    /// <summary>Whether there is a <see cref="ToSocket"/>.</summary>
    internal virtual bool HasSocket => false;

    internal abstract AddressFamily AddressFamily { get; }

    internal abstract EndPoint? LocalEndPoint { get; }

    internal abstract EndPoint? RemoteEndPoint { get; }

    internal abstract void SetOption(SocketOptionLevel level, SocketOptionName name, int value);

    internal abstract int GetOption(SocketOptionLevel level, SocketOptionName name);

    internal abstract void Bind(EndPoint endPoint);

    internal abstract void Listen(int backlog);

    internal abstract ValueTask ConnectAsync(EndPoint endPoint);

    /// <summary>Accepts a connection and returns its bare handle, which any loop may <see cref="LoopDriver.Adopt"/>.</summary>
    internal abstract ValueTask<SafeSocketHandle> AcceptAsync();

    /// <summary>
    /// Takes a connection that waits already, without waiting for one; null if there is none. Not while an accept is in flight.
    /// </summary>
    /// <exception cref="SocketException">There is no descriptor for it: <see cref="SocketError.TooManyOpenSockets"/>.</exception>
    internal virtual SafeSocketHandle? TryAccept() => null;

    /// <summary>
    /// Makes a listening socket ignore new clients, where the system can: those that the kernel has let in can then all be
    /// accepted before it is closed, which would reset them.
    /// </summary>
    internal virtual void StopAdmitting()
    {
    }

    /// <summary>Reads what is there, at least one byte; 0 is the end of the stream. An empty buffer waits for readability.</summary>
    internal abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>
    /// Tells <paramref name="user"/> once there may be something to receive: bytes, the end, a failure, or that the socket was closed.
    /// Each call tells once. No scope cancels it, and no receive may be in flight.
    /// </summary>
    internal abstract void WhenReadable(ISocketUser user);

    /// <summary>Receives what is there without waiting: 0 is the end of the stream, -1 that there is nothing now.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The connection has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket was closed, or its loop has ended.</exception>
    internal abstract int TryReceive(Span<byte> buffer);

    /// <summary>Sends all of <paramref name="buffer"/>.</summary>
    /// <remarks>Cancelled half-way, some of it may have been sent: the stream is then unusable, as with every runtime.</remarks>
    internal abstract ValueTask SendAsync(ReadOnlyMemory<byte> buffer);

    /// <summary>
    /// Sends all of <paramref name="buffer"/> for plumbing: true if that is done, false if <paramref name="user"/> will be told.
    /// </summary>
    /// <exception cref="System.Net.Sockets.SocketException">The connection has failed.</exception>
    internal virtual bool TrySend(ReadOnlyMemory<byte> buffer, ISocketUser user)
    {
        var sending = SendAsync(buffer);
        if (sending.IsCompleted)
        {
            sending.GetAwaiter().GetResult();
            return true;
        }

        _ = TellWhenSent(sending, user);
        return false;
    }

    /// <summary>
    /// The BCL's object for the same connection, for who wants its options, to be disposed before this one. Not while it is being closed.
    /// </summary>
    internal virtual Socket ToSocket() => throw new NotSupportedException("There is no Socket behind this connection.");

    /// <summary>Receives one datagram.</summary>
    internal abstract ValueTask<(int Bytes, EndPoint From)> ReceiveFromAsync(Memory<byte> buffer);

    /// <summary>Sends one datagram; <paramref name="to"/> is null on a connected socket.</summary>
    internal abstract ValueTask<int> SendToAsync(ReadOnlyMemory<byte> buffer, EndPoint? to);

    internal abstract void Shutdown(SocketShutdown how);

    /// <summary>Gives the handle up, to be adopted by another loop. Nothing may be in flight.</summary>
    internal abstract SafeSocketHandle Detach();

    /// <summary><see cref="WhenReadable"/> where the driver has only receives to wait with.</summary>
    private protected async Task TellWhenReadable(ISocketUser user)
    {
        try
        {
            await ReceiveAsync(Memory<byte>.Empty).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            OnUnreadable(exception);
        }

        user.OnReadable();
    }

    private static async Task TellWhenSent(ValueTask sending, ISocketUser user)
    {
        Exception? failure = null;
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        user.OnSent(failure);
    }

    /// <summary>The error of the wait; <see cref="TryReceive"/> has to throw it, unless it is sure to meet it again by itself.</summary>
    private protected virtual void OnUnreadable(Exception exception)
    {
    }

    /// <summary>Closes; operations in flight fail with <see cref="ObjectDisposedException"/>. Again is harmless.</summary>
    public abstract void Dispose();
}
