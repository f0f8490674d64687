using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>Accepts connections through a Unix domain socket.</summary>
/// <remarks>Belongs to the loop that bound it; every member is for that loop's thread. One task accepts at a time.</remarks>
public sealed class UnixListener : IDisposable
{
    private readonly LoopDriver _driver;
    private readonly DriverSocket _socket;
    private readonly AcceptLoop _accepting;
    private bool _disposed;

    private UnixListener(LoopDriver driver, DriverSocket socket, string path)
    {
        _driver = driver;
        _socket = socket;
        _accepting = new AcceptLoop(socket);
        Path = path;
    }

    /// <summary>The path or abstract name that it listens on.</summary>
    public string Path { get; }

    /// <summary>What it has done so far.</summary>
    public SocketListenerStatistics Statistics => _accepting.Statistics;

    /// <summary>
    /// Listens on a path, whose socket file is removed by <see cref="Dispose"/>. A file that an ended process left behind
    /// is replaced; one that somebody listens on is not. Never suspends.
    /// </summary>
    /// <param name="path">A path, about 100 bytes at most; or, on Linux, an abstract name: a NUL character and any text, which leaves no file.</param>
    /// <param name="backlog">Connections that may wait to be accepted.</param>
    /// <exception cref="SocketException">The path is in use or not allowed; the message names it.</exception>
    public static UnixListener Bind(string path, int backlog = 512)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var driver = LoopDriver.ForCurrent("UnixListener.Bind");
        var endPoint = new UnixDomainSocketEndPoint(path);
        var socket = driver.OpenSocket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            try
            {
                socket.Bind(endPoint);
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse && IsStale(path, endPoint))
            {
                File.Delete(path);
                socket.Bind(endPoint);
            }

            socket.Listen(backlog);
            return new UnixListener(driver, socket, path);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception is SocketException failure)
                throw SocketErrors.Cannot("listen on", endPoint, failure);
            throw;
        }
    }

    /// <inheritdoc cref="TcpListener.AcceptAsync"/>
    public async ValueTask<UnixStream> AcceptAsync() => new(_driver, _driver.Adopt(await _accepting.AcceptAsync()), null);

    /// <summary>Waits for a connection and returns its bare handle, which any loop may take over with <see cref="UnixStream.FromHandle"/>.</summary>
    /// <inheritdoc cref="TcpListener.AcceptAsync" path="/exception"/>
    public ValueTask<SafeSocketHandle> AcceptHandleAsync() => _accepting.AcceptAsync();

    /// <summary>Stops listening and removes the socket file. Whoever waits in <see cref="AcceptAsync"/> gets <see cref="ObjectDisposedException"/>. Again is harmless.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _socket.Dispose();
        if (Path[0] != '\0')
            File.Delete(Path);
    }

    /// <inheritdoc/>
    public override string ToString() => $"UnixListener {Path.Replace('\0', '@')}";

    /// <summary>True for a socket file that nobody listens on. Asked with a socket that does not block: a listener may be busy.</summary>
    private static bool IsStale(string path, UnixDomainSocketEndPoint endPoint)
    {
        if (path[0] == '\0')
            return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(endPoint);
            return false;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.ConnectionRefused && IsSocket(path);
        }
    }

    /// <summary>
    /// The BCL does not tell sockets from files, but the kernel does not open one (ENXIO). Read-write, since a named pipe
    /// would make the other modes wait.
    /// </summary>
    private static bool IsSocket(string path)
    {
        const int noSuchDeviceOrAddress = 6;
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.HResult == noSuchDeviceOrAddress;
        }
    }
}
