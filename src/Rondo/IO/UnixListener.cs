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
    private readonly SocketFile? _file;
    private bool _disposed;

    private UnixListener(LoopDriver driver, DriverSocket socket, string path, SocketFile? file)
    {
        _file = file;
        _driver = driver;
        _socket = socket;
        _accepting = new AcceptLoop(socket);
        Path = path;
    }

    /// <summary>The path or abstract name that it listens on.</summary>
    public string Path { get; }

    /// <summary>The counters so far.</summary>
    public SocketListenerStatistics Statistics => _accepting.Statistics;

    /// <summary>
    /// Listens on a path, whose socket file is removed by <see cref="Dispose"/>. The socket of a process that has ended is
    /// replaced. A socket that
    /// there is a listener on, a file, a directory and a symbolic link are not. Never suspends.
    /// </summary>
    /// <param name="path">A path, about 100 bytes at most; or, on Linux, an abstract name: a NUL character and any text, which
    /// leaves no file.</param>
    /// <param name="backlog">Connections that may wait to be accepted.</param>
    /// <exception cref="SocketException">The path is in use or not allowed; the message names it.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, too long, or contains a NUL character behind its
    /// first.</exception>
    public static UnixListener Bind(string path, int backlog = 512)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path[0] != '\0') // an abstract name
            NulCharacter.Refuse(path, nameof(path));
        var driver = LoopDriver.ForCurrent("UnixListener.Bind");
        var endPoint = new UnixDomainSocketEndPoint(path);
        var socket = driver.OpenSocket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            var file = SocketFile.Bind(socket, endPoint);
            socket.Listen(backlog);
            return new UnixListener(driver, socket, path, file);
        }
        catch (Exception exception)
        {
            SocketErrors.Abandon(socket, "listen on", endPoint, exception);
            throw;
        }
    }

    /// <inheritdoc cref="TcpListener.AcceptAsync"/>
    public async ValueTask<UnixStream> AcceptAsync() =>
        new(_driver, _driver.AdoptAccepted(await _accepting.AcceptAsync(), AddressFamily.Unix), null);

    /// <summary>
    /// Waits for a connection and returns its bare handle, which any loop may take over with <see cref="UnixStream.FromHandle"/>.
    /// </summary>
    /// <inheritdoc cref="TcpListener.AcceptAsync" path="/exception"/>
    public ValueTask<SafeSocketHandle> AcceptHandleAsync() => _accepting.AcceptAsync();

    /// <summary>
    /// Stops listening and removes the socket file, if the path still names the socket that this listener made. A task that waits
    /// in <see cref="AcceptAsync"/> gets <see cref="ObjectDisposedException"/>. Again is harmless.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _file?.Remove();
        _socket.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => $"UnixListener {Path.Replace('\0', '@')}";
}
