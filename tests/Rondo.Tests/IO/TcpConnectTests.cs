using System.Net;
using System.Net.Sockets;
using Rondo.IO;
using TcpListener = Rondo.IO.TcpListener;

namespace Rondo.Tests.IO;

/// <summary>Connecting by address and by name.</summary>
public class TcpConnectTests
{
    [LoopFact]
    public async Task Where_nothing_listens_the_error_names_the_address()
    {
        IPEndPoint gone;
        using (var listener = TcpListener.Bind(TcpPair.Quiet, 0))
            gone = listener.LocalEndPoint;
        var failure = await Assert.ThrowsAsync<SocketException>(() => TcpStream.ConnectAsync(gone));
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
        Assert.Equal($"Cannot connect to {gone}: nothing listens there (ConnectionRefused).", failure.Message);
    }

    [LoopFact]
    public async Task A_host_is_found_by_name()
    {
        using var listener = TcpListener.Bind("*", 0);
        using var client = await TcpStream.ConnectAsync("localhost", listener.LocalEndPoint.Port);
        using var server = await listener.AcceptAsync();
        await server.WriteAsync(new byte[] { 1 });
        await client.ReadExactlyAsync(new byte[1]);
        using var other = await TcpStream.ConnectAsync(new DnsEndPoint("localhost", listener.LocalEndPoint.Port));
    }

    [LoopFact]
    public async Task An_unknown_name_is_named()
    {
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await LoopDns.Ask("nowhere.invalid", static (_, _) => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound))));
        Assert.Equal("Cannot find the address of 'nowhere.invalid': no such name is known (HostNotFound).", failure.Message);
        failure = await Assert.ThrowsAsync<SocketException>(async () => await LoopDns.Ask("empty.invalid", static (_, _) => Task.FromResult<IPAddress[]>([])));
        Assert.Equal("Cannot find the address of 'empty.invalid': the name has no addresses (NoData).", failure.Message);
    }

    [LoopFact]
    public async Task A_slow_resolver_is_not_waited_for_after_a_cancellation()
    {
        var seen = default(CancellationToken);
        Assert.True(await InFlight.CancelAsync(async () => await LoopDns.Ask("slow.invalid", (_, token) =>
        {
            seen = token;
            return new TaskCompletionSource<IPAddress[]>().Task;
        })));
        Assert.True(seen.IsCancellationRequested);
    }

    [LoopFact]
    public async Task An_address_in_text_needs_no_resolver()
    {
        var resolving = LoopDns.ResolveAsync("::1");
        Assert.True(resolving.IsCompletedSuccessfully);
        Assert.Equal([IPAddress.IPv6Loopback], await resolving);
    }

    [LoopFact]
    public async Task A_bad_port_or_end_point_is_an_error_at_once()
    {
        var failure = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => TcpStream.ConnectAsync("127.0.0.1", 0));
        Assert.StartsWith("A port to connect to is 1 to 65535.", failure.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<ArgumentException>(() => { _ = TcpStream.ConnectAsync(new UnixDomainSocketEndPoint("/tmp/x")); });
        Assert.StartsWith("TCP connects to an IPEndPoint or a DnsEndPoint, not to /tmp/x (UnixDomainSocketEndPoint). For a path there is UnixStream.", wrong.Message, StringComparison.Ordinal);
    }
}
