using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>Connecting.</summary>
public sealed partial class TcpStream
{
    /// <summary>
    /// Connects to a host by name. Its addresses are tried in turn, IPv6 and IPv4 alternating, each getting a head start of
    /// <see cref="TcpStreamOptions.AttemptDelay"/>; the first connection wins and the others are given up (RFC 8305, "happy eyeballs").
    /// </summary>
    /// <param name="host">A name, or an address in text, as for <see cref="LoopDns.ResolveAsync"/>.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">How the stream is set up; null for the defaults.</param>
    /// <exception cref="SocketException">The name has no address, or none of its addresses can be connected to; names each with
    /// its reason.</exception>
    public static async Task<TcpStream> ConnectAsync(string host, int port, TcpStreamOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        NulCharacter.Refuse(host, nameof(host));
        CheckPort(port);
        options ??= TcpStreamOptions.Default;
        var addresses = await LoopDns.ResolveAsync(host);
        if (addresses.Count == 1)
            return await ConnectAsync(new IPEndPoint(addresses[0], port), options);
        return await HappyEyeballs.ConnectAsync(
            host, port, addresses, options.AttemptDelay, async endPoint => await ConnectAsync(endPoint, options));
    }

    /// <summary>Connects to an address.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, or a <see cref="DnsEndPoint"/>, whose host is then resolved.</param>
    /// <param name="options">How the stream is set up; null for the defaults.</param>
    /// <exception cref="SocketException">The connection could not be made; the message names the address.</exception>
    public static Task<TcpStream> ConnectAsync(EndPoint endPoint, TcpStreamOptions? options = null) => endPoint switch
    {
        IPEndPoint ip => ConnectAsync(ip, options ?? TcpStreamOptions.Default),
        DnsEndPoint dns => ConnectAsync(dns.Host, dns.Port, options),
        null => throw new ArgumentNullException(nameof(endPoint)),
        _ => throw new ArgumentException(
            $"TCP connects to an IPEndPoint or a DnsEndPoint, not to {endPoint} ({endPoint.GetType().Name}). For a path "
                + $"there is UnixStream.", nameof(endPoint)),
    };

    internal static void Apply(DriverSocket socket, TcpStreamOptions options)
    {
        if (options.NoDelay)
            socket.SetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, 1);
        if (options.KeepAlive)
            socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, 1);
        if (options.SendBufferSize is { } send)
            socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer, send);
        if (options.ReceiveBufferSize is { } receive)
            socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveBuffer, receive);
    }

    private static async Task<TcpStream> ConnectAsync(IPEndPoint endPoint, TcpStreamOptions options)
    {
        CheckPort(endPoint.Port);
        endPoint = HostText.Unmap(endPoint);
        var driver = LoopDriver.ForCurrent("TcpStream.ConnectAsync");
        var socket = driver.OpenSocket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Apply(socket, options);
            await socket.ConnectAsync(endPoint);
            return new TcpStream(driver, socket, endPoint);
        }
        catch (Exception exception)
        {
            SocketErrors.Abandon(socket, "connect to", endPoint, exception);
            throw;
        }
    }

    private static void CheckPort(int port)
    {
        if (port is < 1 or > 65535)
            throw new ArgumentOutOfRangeException(nameof(port), port, "A port to connect to is 1 to 65535.");
    }
}
