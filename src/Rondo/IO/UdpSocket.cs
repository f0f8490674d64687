using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>Sends and receives UDP datagrams.</summary>
/// <remarks>
/// Belongs to the loop that opened it; every member is for that loop's thread. One task may receive while another sends.
/// Errors: <see cref="ObjectDisposedException"/>, this program has closed the socket; <see cref="SocketException"/>, sending
/// or receiving failed; <see cref="InvalidOperationException"/>, two tasks at once, or a foreign thread.
/// </remarks>
public sealed class UdpSocket : IDisposable, ISocketOwner
{
    private readonly DriverSocket _socket;
    private readonly AddressFamily _family;
    private readonly EndPoint? _remote;

    private UdpSocket(DriverSocket socket, AddressFamily family, EndPoint? remote)
    {
        _socket = socket;
        _family = family;
        _remote = remote;
        socket.Owner = this;
    }

    /// <summary>This side's address, with the port that was chosen if 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>The peer of a connected socket; null otherwise.</summary>
    public EndPoint? RemoteEndPoint => _remote;

    /// <summary>Whether datagrams may be sent to broadcast addresses. Default: false.</summary>
    public bool Broadcast
    {
        get => _socket.GetOption(SocketOptionLevel.Socket, SocketOptionName.Broadcast) != 0;
        set => _socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.Broadcast, value ? 1 : 0);
    }

    /// <summary>
    /// The kernel's buffer for datagrams that were not yet received, in bytes; what does not fit is lost. Linux doubles what is set.
    /// </summary>
    public int ReceiveBufferSize
    {
        get => _socket.GetOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer);
        set => _socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer, value);
    }

    /// <summary>Opens a socket that receives what is sent to an address of this machine. Never suspends.</summary>
    /// <param name="endPoint">The address; port 0 takes any free one.</param>
    /// <param name="reusePort">Whether several sockets may share the port, among which the kernel distributes datagrams. Not on
    /// Windows.</param>
    /// <exception cref="SocketException">The address is in use, not this machine's, or not allowed; the message says which.</exception>
    public static UdpSocket Bind(IPEndPoint endPoint, bool reusePort = false)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        endPoint = HostText.Unmap(endPoint);
        var socket = LoopDriver.ForCurrent("UdpSocket.Bind").OpenSocket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (reusePort)
                socket.SetOption(SocketOptionLevel.Socket, DriverSocket.ReusePort, 1);
            socket.Bind(endPoint);
            return new UdpSocket(socket, endPoint.AddressFamily, null);
        }
        catch (Exception exception)
        {
            SocketErrors.Abandon(socket, "bind UDP to", endPoint, exception);
            throw;
        }
    }

    /// <summary>Opens a socket that exchanges datagrams with one peer only. Nothing is sent by that.</summary>
    /// <param name="endPoint">The peer.</param>
    /// <exception cref="SocketException">There is no route to the peer.</exception>
    public static async Task<UdpSocket> ConnectAsync(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        endPoint = HostText.Unmap(endPoint);
        var socket = LoopDriver.ForCurrent("UdpSocket.ConnectAsync").OpenSocket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            await socket.ConnectAsync(endPoint);
            return new UdpSocket(socket, endPoint.AddressFamily, endPoint);
        }
        catch (Exception exception)
        {
            SocketErrors.Abandon(socket, "connect UDP to", endPoint, exception);
            throw;
        }
    }

    /// <summary>Sends one datagram to the peer of a connected socket.</summary>
    /// <param name="datagram">At most 65,507 bytes over IPv4; may be empty.</param>
    /// <returns>The number of bytes, which is all.</returns>
    /// <exception cref="SocketException">It is too long, or an earlier one was refused by the peer's machine.</exception>
    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> datagram) => Explained(_socket.SendToAsync(datagram, null));

    /// <summary>Sends one datagram.</summary>
    /// <param name="datagram">At most 65,507 bytes over IPv4; may be empty.</param>
    /// <param name="to">Where to.</param>
    /// <returns>The number of bytes, which is all.</returns>
    /// <exception cref="SocketException">It is too long, or there is no route.</exception>
    public ValueTask<int> SendToAsync(ReadOnlyMemory<byte> datagram, IPEndPoint to)
    {
        ArgumentNullException.ThrowIfNull(to);
        // A socket of IPv6 reaches IPv4 by mapped addresses only, one of IPv4 by plain ones only.
        return Explained(_socket.SendToAsync(datagram, _family == AddressFamily.InterNetwork ? HostText.Unmap(to) : to));
    }

    /// <summary>Receives one datagram.</summary>
    /// <param name="buffer">Where to; what does not fit is lost, so that a full buffer may mean a longer datagram.</param>
    /// <returns>The number of bytes, which may be 0, and the sender.</returns>
    /// <exception cref="SocketException">On a connected socket: an earlier datagram was refused by the peer's machine.</exception>
    public ValueTask<(int Bytes, EndPoint From)> ReceiveFromAsync(Memory<byte> buffer) => Explained(_socket.ReceiveFromAsync(buffer));

    /// <summary>Closes; whoever waits gets <see cref="ObjectDisposedException"/>. Again is harmless.</summary>
    public void Dispose() => _socket.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"UdpSocket {EndPointText.Of(_socket.LocalEndPoint)}";

    Exception ISocketOwner.Explain(SocketException failure) => Explain(failure);

    /// <summary>An operation that has failed at once may be explained already, by the driver that ended it.</summary>
    private SocketException Explain(SocketException failure)
    {
        if (failure.Message.StartsWith("The UDP socket", StringComparison.Ordinal))
            return failure;
        var to = _remote is null ? "" : $" to {EndPointText.Of(_remote)}";
        return new SocketException((int)failure.SocketErrorCode, $"The UDP socket{to} failed: {SocketErrors.Describe(failure)}.");
    }

    private ValueTask<T> Explained<T>(ValueTask<T> task) =>
        task.IsFaulted && task.AsTask().Exception!.InnerException is var exception
        ? ValueTask.FromException<T>(exception is SocketException failure ? Explain(failure) : exception!) : task;
}
