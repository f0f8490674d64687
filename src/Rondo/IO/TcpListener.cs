using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>Accepts TCP connections.</summary>
/// <remarks>Belongs to the loop that bound it; every member is for that loop's thread. One task accepts at a time.</remarks>
public sealed class TcpListener : IDisposable
{
    private readonly LoopDriver _driver;
    private readonly DriverSocket _socket;
    private readonly AcceptLoop _accepting;

    internal TcpListener(LoopDriver driver, DriverSocket socket, IPEndPoint endPoint)
    {
        _driver = driver;
        _socket = socket;
        _accepting = new AcceptLoop(socket);
        LocalEndPoint = endPoint;
    }

    /// <summary>The address that it listens on, with the port that was chosen if 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>The counters so far.</summary>
    public SocketListenerStatistics Statistics => _accepting.Statistics;

    internal DriverSocket Socket => _socket;

    /// <summary>Listens on a port of this machine. Never suspends.</summary>
    /// <param name="endPoint">The address; port 0 takes any free one.</param>
    /// <param name="options">How to listen; null for the defaults.</param>
    /// <exception cref="SocketException">The address is in use, not this machine's, or not allowed; the message says which.</exception>
    public static TcpListener Bind(IPEndPoint endPoint, TcpListenerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        endPoint = HostText.Unmap(endPoint);
        options ??= TcpListenerOptions.Default;
        var driver = LoopDriver.ForCurrent("TcpListener.Bind");
        var socket = driver.OpenSocket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (options.ReuseAddress)
                socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, 1);
            if (options.ReusePort)
                socket.SetOption(SocketOptionLevel.Socket, DriverSocket.ReusePort, 1);
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.SetOption(
                    SocketOptionLevel.IPv6, SocketOptionName.IPv6Only,
                    options.DualMode ?? endPoint.Address.Equals(IPAddress.IPv6Any) ? 0 : 1);
            // Accepted connections inherit these, which saves a system call for each.
            TcpStream.Apply(socket, options.Stream);
            socket.Bind(endPoint);
            socket.Listen(options.Backlog);
            return new TcpListener(driver, socket, (IPEndPoint)socket.LocalEndPoint!);
        }
        catch (Exception exception)
        {
            SocketErrors.Abandon(socket, "listen on", endPoint, exception);
            throw;
        }
    }

    /// <inheritdoc cref="Bind(IPEndPoint, TcpListenerOptions?)"/>
    /// <param name="address">An address in text, such as <c>127.0.0.1</c>, <c>::1</c>, or <c>*</c> for all addresses of this
    /// machine, IPv6 and IPv4. Not a name.</param>
    /// <param name="port">0 to 65535; 0 takes any free one.</param>
    /// <param name="options">How to listen; null for the defaults.</param>
    public static TcpListener Bind(string address, int port, TcpListenerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        if (port is < 0 or > 65535)
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port to listen on is 0 (any free one) to 65535.");
        var ip = address switch
        {
            "*" => System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            _ => HostText.TryParseAddress(address, out var parsed) ? parsed
                : throw new ArgumentException(
                    $"'{address}' is not an IP address. A listener needs an address of this machine, such as 127.0.0.1 or "
                        + $"::1, or '*' for all of them; a name would have to be resolved first (LoopDns.ResolveAsync).", nameof(address)),
        };
        return Bind(new IPEndPoint(ip, port), options);
    }

    /// <summary>Takes over a listening handle, such as one inherited from the parent process (socket activation).</summary>
    /// <param name="handle">Owned by the listener from now on.</param>
    public static TcpListener FromHandle(SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        var driver = LoopDriver.ForCurrent("TcpListener.FromHandle");
        var socket = driver.Adopt(handle);
        return socket.LocalEndPoint is IPEndPoint endPoint
            ? new TcpListener(driver, socket, endPoint)
            : throw new ArgumentException("The handle is not a TCP socket that listens.", nameof(handle));
    }

    /// <summary>
    /// Waits for a connection. A connection that breaks before it is accepted is skipped; when file descriptors run out,
    /// waits until some are free again (see <see cref="Statistics"/>).
    /// </summary>
    /// <returns>A stream of this loop. To serve it on another one, use <see cref="AcceptHandleAsync"/>.</returns>
    /// <exception cref="ObjectDisposedException">This program has closed the listener.</exception>
    /// <exception cref="InvalidOperationException">Another task is accepting already.</exception>
    public async ValueTask<TcpStream> AcceptAsync() =>
        new(_driver, _driver.AdoptAccepted(await _accepting.AcceptAsync(), LocalEndPoint.AddressFamily), null);

    /// <summary>
    /// Waits for a connection and returns its bare handle, which any loop may take over with <see cref="TcpStream.FromHandle"/>.
    /// </summary>
    /// <inheritdoc cref="AcceptAsync" path="/exception"/>
    public ValueTask<SafeSocketHandle> AcceptHandleAsync() => _accepting.AcceptAsync();

    /// <summary>
    /// Stops listening; connections that were not accepted are refused. A task that waits in <see cref="AcceptAsync"/> gets
    /// <see cref="ObjectDisposedException"/>. Again is harmless.
    /// </summary>
    public void Dispose() => _socket.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"TcpListener {LocalEndPoint}";
}
