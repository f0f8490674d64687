using System.Net;
using System.Net.Sockets;

namespace Rondo.Tests.IO.Drivers;

/// <summary>What every driver's datagram and Unix sockets do.</summary>
public sealed class DatagramSocketTests
{
    [LoopFact]
    public Task Datagrams_arrive_whole_and_with_their_sender() => Exchange(AddressFamily.InterNetwork, IPAddress.Loopback);

    [LoopFact]
    public Task Datagrams_pass_over_IPv6() => Exchange(AddressFamily.InterNetworkV6, IPAddress.IPv6Loopback);

    [LoopFact]
    public async Task A_connected_datagram_socket_needs_no_address()
    {
        using var a = Bound(AddressFamily.InterNetwork, IPAddress.Loopback);
        using var b = Bound(AddressFamily.InterNetwork, IPAddress.Loopback);
        await a.ConnectAsync(b.LocalEndPoint!);
        Assert.Equal(2, await a.SendToAsync("hi"u8.ToArray(), null));
        await a.SendAsync("there"u8.ToArray());
        var buffer = new byte[100];
        Assert.Equal(2, await b.ReceiveAsync(buffer));
        Assert.Equal(5, await b.ReceiveAsync(buffer));
    }

    [LoopFact]
    public async Task A_datagram_longer_than_the_buffer_is_cut_and_the_next_one_is_whole()
    {
        using var a = Bound(AddressFamily.InterNetwork, IPAddress.Loopback);
        using var b = Bound(AddressFamily.InterNetwork, IPAddress.Loopback);
        await a.SendToAsync("0123456789"u8.ToArray(), b.LocalEndPoint);
        await a.SendToAsync("ab"u8.ToArray(), b.LocalEndPoint);
        var buffer = new byte[4];
        Assert.Equal(4, await b.ReceiveAsync(buffer));
        Assert.Equal((2, a.LocalEndPoint!), await b.ReceiveFromAsync(buffer));
        Assert.Equal("ab"u8.ToArray(), buffer[..2]);
    }

    [LoopFact]
    public async Task A_canceled_receive_takes_no_datagram()
    {
        using var a = Bound(AddressFamily.InterNetwork, IPAddress.Loopback);
        using var b = Bound(AddressFamily.InterNetwork, IPAddress.Loopback);
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(5), async () => { await b.ReceiveFromAsync(new byte[10]); }));
        await a.SendToAsync("still"u8.ToArray(), b.LocalEndPoint);
        Assert.Equal(5, (await b.ReceiveFromAsync(new byte[10])).Bytes);
    }

    [LoopFact]
    public async Task Disposing_ends_a_waiting_receive()
    {
        using var socket = Bound(AddressFamily.InterNetwork, IPAddress.Loopback);
        var receive = socket.ReceiveFromAsync(new byte[10]);
        socket.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await receive);
    }

    [LoopFact(Drivers = "uring,epoll")]
    public Task Unix_sockets_have_a_path()
    {
        var path = Path.Combine(Path.GetTempPath(), $"rondo-{Guid.NewGuid():n}.sock");
        return Unix(path);
    }

    [LoopFact(Drivers = "uring,epoll")]
    public Task Unix_sockets_may_be_abstract() => Unix($"\0rondo-{Guid.NewGuid():n}");

    private static async Task Unix(string path)
    {
        try
        {
            using var listener = SocketPair.Driver.OpenSocket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(10);
            Assert.Equal(new UnixDomainSocketEndPoint(path).ToString(), listener.LocalEndPoint!.ToString());
            using var client = SocketPair.Driver.OpenSocket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await client.ConnectAsync(listener.LocalEndPoint);
            using var server = SocketPair.Driver.Adopt(await listener.AcceptAsync());
            await client.SendAsync("unix"u8.ToArray());
            var buffer = new byte[10];
            Assert.Equal(4, await server.ReceiveAsync(buffer));
            Assert.Equal(AddressFamily.Unix, server.AddressFamily);
        }
        finally
        {
            if (path[0] != '\0')
                File.Delete(path);
        }
    }

    private static async Task Exchange(AddressFamily family, IPAddress address)
    {
        using var a = Bound(family, address);
        using var b = Bound(family, address);
        var buffer = new byte[100];
        var receive = b.ReceiveFromAsync(buffer);
        Assert.Equal(3, await a.SendToAsync("one"u8.ToArray(), b.LocalEndPoint));
        Assert.Equal((3, a.LocalEndPoint!), await receive);
        Assert.Equal("one"u8.ToArray(), buffer[..3]);
        Assert.Equal(0, await a.SendToAsync(Array.Empty<byte>(), b.LocalEndPoint));
        Assert.Equal((0, a.LocalEndPoint!), await b.ReceiveFromAsync(buffer));
    }

    private static Rondo.IO.Drivers.DriverSocket Bound(AddressFamily family, IPAddress address)
    {
        var socket = SocketPair.Driver.OpenSocket(family, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }
}
