using System.Net;
using System.Net.Sockets;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Datagrams.</summary>
public class UdpSocketTests
{
    private static readonly IPEndPoint s_any = new(IPAddress.Loopback, 0);

    [LoopFact]
    public async Task A_datagram_arrives_with_its_sender()
    {
        using var ours = UdpSocket.Bind(s_any);
        using var theirs = UdpSocket.Bind(s_any);
        Assert.Equal(5, await ours.SendToAsync("hello"u8.ToArray(), theirs.LocalEndPoint));
        var buffer = new byte[100];
        var (bytes, from) = await theirs.ReceiveFromAsync(buffer);
        Assert.Equal("hello"u8.ToArray(), buffer[..bytes]);
        Assert.Equal(ours.LocalEndPoint, from);
        await theirs.SendToAsync(buffer.AsMemory(0, bytes), (IPEndPoint)from);
        Assert.Equal(5, (await ours.ReceiveFromAsync(buffer)).Bytes);
    }

    [LoopFact]
    public Task A_receive_waits_for_a_datagram() => TaskGroup.RunAsync(async group =>
    {
        using var ours = UdpSocket.Bind(s_any);
        using var theirs = UdpSocket.Bind(s_any);
        var receiving = group.Start(async () => (await theirs.ReceiveFromAsync(new byte[10])).Bytes);
        Assert.False(receiving.IsCompleted);
        await ours.SendToAsync(new byte[3], theirs.LocalEndPoint);
        Assert.Equal(3, await receiving);
    });

    [LoopFact]
    public async Task A_connected_socket_hears_its_peer_only()
    {
        using var peer = UdpSocket.Bind(s_any);
        using var stranger = UdpSocket.Bind(s_any);
        using var socket = await UdpSocket.ConnectAsync(peer.LocalEndPoint);
        Assert.Equal(peer.LocalEndPoint, socket.RemoteEndPoint);
        await socket.SendAsync(new byte[] { 1 });
        var buffer = new byte[10];
        var (_, from) = await peer.ReceiveFromAsync(buffer);
        Assert.Equal(socket.LocalEndPoint, from);
        await stranger.SendToAsync(new byte[] { 9 }, socket.LocalEndPoint);
        await peer.SendToAsync(new byte[] { 2 }, socket.LocalEndPoint);
        Assert.Equal((1, peer.LocalEndPoint), await socket.ReceiveFromAsync(buffer));
        Assert.Equal(2, buffer[0]);
    }

    [LoopFact]
    public async Task A_datagram_longer_than_the_buffer_is_cut_off()
    {
        using var ours = UdpSocket.Bind(s_any);
        using var theirs = UdpSocket.Bind(s_any);
        await ours.SendToAsync(new byte[] { 1, 2, 3, 4 }, theirs.LocalEndPoint);
        await ours.SendToAsync(new byte[] { 5 }, theirs.LocalEndPoint);
        var buffer = new byte[2];
        Assert.Equal(2, (await theirs.ReceiveFromAsync(buffer)).Bytes);
        Assert.Equal([1, 2], buffer);
        Assert.Equal(1, (await theirs.ReceiveFromAsync(buffer)).Bytes);
        Assert.Equal(5, buffer[0]);
    }

    [LoopFact]
    public async Task An_empty_datagram_is_a_datagram()
    {
        using var ours = UdpSocket.Bind(s_any);
        using var theirs = UdpSocket.Bind(s_any);
        Assert.Equal(0, await ours.SendToAsync(ReadOnlyMemory<byte>.Empty, theirs.LocalEndPoint));
        await ours.SendToAsync(new byte[] { 5 }, theirs.LocalEndPoint);
        var buffer = new byte[2];
        Assert.Equal((0, ours.LocalEndPoint), await theirs.ReceiveFromAsync(buffer));
        Assert.Equal(1, (await theirs.ReceiveFromAsync(buffer)).Bytes);
    }

    [LoopFact]
    public async Task A_cancelled_receive_has_taken_nothing()
    {
        using var ours = UdpSocket.Bind(s_any);
        using var theirs = UdpSocket.Bind(s_any);
        var buffer = new byte[4];
        Assert.True(await InFlight.CancelAsync(async () => await theirs.ReceiveFromAsync(buffer)));
        await ours.SendToAsync(new byte[] { 7 }, theirs.LocalEndPoint);
        Assert.True(await InFlight.StartCanceledAsync(async () => await theirs.ReceiveFromAsync(buffer)));
        Assert.Equal(1, (await theirs.ReceiveFromAsync(buffer)).Bytes);
        Assert.Equal(7, buffer[0]);
    }

    [LoopFact]
    public async Task A_refused_datagram_is_reported_by_the_next_receive()
    {
        IPEndPoint gone;
        using (var peer = UdpSocket.Bind(new IPEndPoint(IPAddress.Parse(TcpPair.Quiet), 0)))
            gone = peer.LocalEndPoint;
        using var socket = await UdpSocket.ConnectAsync(gone);
        await socket.SendAsync(new byte[1]);
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await socket.ReceiveFromAsync(new byte[1]));
        Assert.Equal($"The UDP socket to {gone} failed: nothing listens there (ConnectionRefused).", failure.Message);
    }

    [LoopFact]
    public async Task A_datagram_that_is_too_long_is_an_error()
    {
        using var socket = UdpSocket.Bind(s_any);
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await socket.SendToAsync(new byte[70_000], socket.LocalEndPoint));
        Assert.Equal("The UDP socket failed: the datagram is too long (MessageSize).", failure.Message);
    }

    [LoopFact]
    public Task Busy_and_closed_sockets_say_so() => TaskGroup.RunAsync(async group =>
    {
        var socket = UdpSocket.Bind(s_any);
        var receiving = group.Start(() => Assert.ThrowsAsync<ObjectDisposedException>(async () => await socket.ReceiveFromAsync(new byte[1])));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await socket.ReceiveFromAsync(new byte[1]));
        Assert.StartsWith("The socket is busy: this program has started a second receive", failure.Message, StringComparison.Ordinal);
        socket.Dispose();
        socket.Dispose();
        await receiving;
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await socket.SendToAsync(new byte[1], s_any));
    });

    [LoopFact]
    public async Task IPv6_and_broadcast_work()
    {
        using var ours = UdpSocket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        await ours.SendToAsync(new byte[] { 6 }, ours.LocalEndPoint);
        Assert.Equal((1, ours.LocalEndPoint), await ours.ReceiveFromAsync(new byte[4]));
        using var other = UdpSocket.Bind(s_any);
        Assert.False(other.Broadcast);
        other.Broadcast = true;
        Assert.True(other.Broadcast);
    }
}
