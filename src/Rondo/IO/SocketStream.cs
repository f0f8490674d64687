using System.Net;
using System.Net.Sockets;
using Rondo.Core;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>A connection of two byte streams, one each way: what <see cref="TcpStream"/> and <see cref="UnixStream"/> share.</summary>
/// <remarks>
/// <para>Belongs to the loop that opened it: every member is for that loop's thread (elsewhere:
/// <see cref="EventLoop.InvokeAsync(Func{Task})"/>, or <see cref="AsStream"/>, whose methods may be called anywhere).</para>
/// <para>One task may read while another writes; two that read, or two that write, are an error that says so. Every wait is a
/// cancellation point; timeouts are the caller's scopes (<see cref="CancelScope.FailAfter(TimeSpan, Func{Task})"/>).</para>
/// <para>Errors: <see cref="ObjectDisposedException"/>, this program has closed the stream; <see cref="IOException"/>, the
/// connection broke (the <see cref="SocketException"/> is inside); <see cref="InvalidOperationException"/>, two tasks at once, or
/// a foreign thread.</para>
/// </remarks>
public abstract partial class SocketStream : IDisposable, IAsyncDisposable, ISocketOwner
{
    private EndPoint? _remote;
    private bool _linger;

    private protected SocketStream(LoopDriver driver, DriverSocket socket, EndPoint? remote)
    {
        Driver = driver;
        Socket = socket;
        _remote = remote;
        socket.Owner = this;
    }

    /// <summary>The loop that the stream belongs to.</summary>
    public EventLoop Loop => (EventLoop)Driver.Scheduler.Owner;

    /// <summary>This side's address.</summary>
    public EndPoint? LocalEndPoint => Socket.LocalEndPoint;

    /// <summary>
    /// The other side's address; null for a Unix socket without a name, or when the connection had ended before it was asked for.
    /// </summary>
    public EndPoint? RemoteEndPoint => _remote ??= Socket.RemoteEndPoint;

    /// <summary>The kernel's buffer for what was written and not yet acknowledged, in bytes. Linux doubles what is set.</summary>
    public int SendBufferSize
    {
        get => Socket.GetOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer);
        set => Socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer, value);
    }

    /// <summary>The kernel's buffer for what arrived and was not yet read, in bytes. Linux doubles what is set.</summary>
    public int ReceiveBufferSize
    {
        get => Socket.GetOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer);
        set => Socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer, value);
    }

    internal LoopDriver Driver { get; }

    internal DriverSocket Socket { get; }

    /// <summary>Reads what has arrived, waiting for at least one byte. A cancelled read has consumed nothing.</summary>
    /// <param name="buffer">Where to. Empty: waits until there is something to read, or the end, and returns 0.</param>
    /// <returns>The number of bytes; 0 when the other side has finished sending.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        var reading = Socket.ReceiveAsync(buffer);
        return reading.IsFaulted ? Failed<int>(reading.AsTask()) : reading;
    }

    /// <summary>Fills <paramref name="buffer"/>.</summary>
    /// <param name="buffer">Where to.</param>
    /// <exception cref="EndOfStreamException">The other side finished before the buffer was full; what came is in it.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = await ReadAsync(buffer[total..]);
            if (read == 0)
                throw new EndOfStreamException($"{Describe()} ended after {total} of the {buffer.Length} bytes that were expected.");
            total += read;
        }
    }

    /// <summary>Writes all of <paramref name="buffer"/>, waiting while the other side is slow to read.</summary>
    /// <param name="buffer">The bytes to write; it must not change until the write has ended.</param>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <remarks>Cancelled, it may have sent a part: the stream is then good for nothing but <see cref="Abort"/>.</remarks>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer)
    {
        if (buffer.IsEmpty)
            return default;
        var writing = Socket.SendAsync(buffer);
        return writing.IsFaulted ? new ValueTask(Failed<bool>(writing.AsTask()).AsTask()) : writing;
    }

    /// <summary>
    /// Says that nothing more will be written: the other side reads to the end, and may continue sending. Again is harmless.
    /// </summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public void ShutdownWrite()
    {
        try
        {
            Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException failure)
        {
            throw Explain(failure);
        }
    }

    /// <summary>
    /// This stream as a <see cref="Stream"/>, for <see cref="System.Net.Security.SslStream"/>, StreamReader, HttpClient and the like.
    /// </summary>
    /// <param name="leaveOpen">Whether disposing of the <see cref="Stream"/> leaves this one open.</param>
    /// <remarks>
    /// Its asynchronous methods may be called on any thread: they do their work on the loop. The synchronous ones refuse.
    /// </remarks>
    public Stream AsStream(bool leaveOpen = false) => new SocketLoopStream(this, leaveOpen);

    /// <summary>
    /// Closes at once and throws away what was written and not yet sent; over TCP the other side sees a reset. Again is harmless.
    /// </summary>
    public void Abort()
    {
        if (!_linger)
        {
            _linger = true;
            SetLinger(0);
        }

        Dispose();
    }

    /// <summary>
    /// Closes both ways; what was written is still delivered. A task that waits in a read or a write gets
    /// <see cref="ObjectDisposedException"/>. Again is harmless.
    /// </summary>
    public void Dispose()
    {
        _linger = true; // closed: nothing is set any more
        Socket.Dispose();
        Closed();
        GC.SuppressFinalize(this);
    }

    /// <summary>The same as <see cref="Dispose"/>, and completes at once.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>Gives the connection up, for another loop to take over with <c>FromHandle</c>. This object is closed by that.</summary>
    /// <exception cref="InvalidOperationException">A read or a write is in flight.</exception>
    public SafeSocketHandle Detach()
    {
        var handle = Socket.Detach();
        _linger = true;
        return handle;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name} {LocalText()} - {RemoteText()}";

    Exception ISocketOwner.Explain(SocketException failure) => Explain(failure);

    private protected virtual void SetLinger(int seconds) => Socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.Linger, seconds);

    private protected virtual void Closed()
    {
    }

    private IOException Explain(SocketException failure) =>
        new($"{Describe()} is broken: {SocketErrors.Describe(failure)}.", failure);

    private string Describe() => $"The connection from {LocalText()} to {RemoteText()}";

    private string LocalText() => EndPointText.Of(Try(() => LocalEndPoint));

    private string RemoteText() => EndPointText.Of(Try(() => RemoteEndPoint));

    private static EndPoint? Try(Func<EndPoint?> endPoint)
    {
        try
        {
            return endPoint();
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>A failure at the first attempt, which did not come through <see cref="ISocketOwner"/>.</summary>
    private async ValueTask<T> Failed<T>(Task task)
    {
        try
        {
            await task;
        }
        catch (SocketException failure)
        {
            throw Explain(failure);
        }

        throw new InvalidOperationException("Internal error in Rondo, please report: a faulted operation did not throw.");
    }
}
