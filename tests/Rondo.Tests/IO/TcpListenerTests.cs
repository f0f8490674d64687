using System.Net;
using System.Net.Sockets;
using Rondo.IO;
using TcpListener = Rondo.IO.TcpListener;

namespace Rondo.Tests.IO;

/// <summary>Listening and accepting.</summary>
public class TcpListenerTests
{
    private static readonly IPEndPoint s_any = new(IPAddress.Loopback, 0);

    [LoopFact]
    public async Task A_free_port_is_chosen_for_port_0()
    {
        using var listener = TcpListener.Bind("127.0.0.1", 0);
        Assert.NotEqual(0, listener.LocalEndPoint.Port);
        Assert.Equal($"TcpListener 127.0.0.1:{listener.LocalEndPoint.Port}", listener.ToString());
        using var client = await TcpStream.ConnectAsync(listener.LocalEndPoint);
        using var server = await listener.AcceptAsync();
        Assert.Equal(new SocketListenerStatistics(1, 0, 0), listener.Statistics);
    }

    [LoopFact]
    public Task A_port_that_is_in_use_is_named()
    {
        using var listener = TcpListener.Bind(s_any);
        var failure = Assert.Throws<SocketException>(() => TcpListener.Bind(listener.LocalEndPoint));
        Assert.Equal(SocketError.AddressAlreadyInUse, failure.SocketErrorCode);
        Assert.Equal($"Cannot listen on {listener.LocalEndPoint}: another socket uses that address (AddressAlreadyInUse). Choose another port, port 0 for any free one, or end the process that holds it.", failure.Message);
        return Task.CompletedTask;
    }

    [LoopFact]
    public Task An_address_of_another_machine_is_an_error()
    {
        var failure = Assert.Throws<SocketException>(() => TcpListener.Bind("192.0.2.1", 0));
        Assert.Equal("Cannot listen on 192.0.2.1:0: this machine does not have that address (AddressNotAvailable).", failure.Message);
        return Task.CompletedTask;
    }

    [LoopFact]
    public Task A_name_is_no_address()
    {
        var failure = Assert.Throws<ArgumentException>(() => TcpListener.Bind("example.org", 80));
        Assert.StartsWith("'example.org' is not an IP address. A listener needs an address of this machine, such as 127.0.0.1 or ::1, or '*' for all of them; a name would have to be resolved first (LoopDns.ResolveAsync).", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => TcpListener.Bind("*", 65536));
        return Task.CompletedTask;
    }

    [LoopFact]
    public async Task A_port_can_be_bound_again_while_its_old_connections_linger()
    {
        var first = TcpListener.Bind(TcpPair.Quiet, 0);
        var endPoint = first.LocalEndPoint;
        var client = await TcpStream.ConnectAsync(endPoint);
        var server = await first.AcceptAsync();
        server.Dispose(); // the server closes first, so TIME_WAIT is on its side
        Assert.Equal(0, await client.ReadAsync(new byte[1]));
        client.Dispose();
        first.Dispose();
        using var second = TcpListener.Bind(endPoint);
        using var again = await TcpStream.ConnectAsync(endPoint);
    }

    [LoopFact]
    public Task Two_listeners_share_a_port_only_when_both_say_so()
    {
        using var first = TcpListener.Bind(s_any, new TcpListenerOptions { ReusePort = true });
        using var second = TcpListener.Bind(first.LocalEndPoint, new TcpListenerOptions { ReusePort = true });
        Assert.Equal(first.LocalEndPoint, second.LocalEndPoint);
        Assert.Throws<SocketException>(() => TcpListener.Bind(first.LocalEndPoint));
        return Task.CompletedTask;
    }

    [LoopFact]
    public async Task IPv6_works()
    {
        using var listener = TcpListener.Bind("::1", 0);
        using var client = await TcpStream.ConnectAsync("::1", listener.LocalEndPoint.Port);
        using var server = await listener.AcceptAsync();
        await client.WriteAsync(new byte[] { 6 });
        var buffer = new byte[1];
        await server.ReadExactlyAsync(buffer);
        Assert.Equal(6, buffer[0]);
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
    }

    [LoopFact]
    public async Task The_wildcard_takes_both_families()
    {
        using var listener = TcpListener.Bind("*", 0);
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using var client = await TcpStream.ConnectAsync(new IPEndPoint(address, listener.LocalEndPoint.Port));
            using var server = await listener.AcceptAsync();
            await client.WriteAsync(new byte[] { 4 });
            await server.ReadExactlyAsync(new byte[1]);
        }
    }

    [LoopFact]
    public async Task IPv6_only_refuses_IPv4()
    {
        using var listener = TcpListener.Bind(new IPEndPoint(IPAddress.IPv6Any, 0), new TcpListenerOptions { DualMode = false });
        await Assert.ThrowsAsync<SocketException>(() => TcpStream.ConnectAsync(new IPEndPoint(IPAddress.Loopback, listener.LocalEndPoint.Port)));
        using var client = await TcpStream.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, listener.LocalEndPoint.Port));
    }

    [LoopFact]
    public Task Disposing_ends_an_accept_that_waits() => TaskGroup.RunAsync(async group =>
    {
        var listener = TcpListener.Bind(TcpPair.Quiet, 0);
        var accepting = group.Start(() => Assert.ThrowsAsync<ObjectDisposedException>(async () => await listener.AcceptAsync()));
        listener.Dispose();
        listener.Dispose();
        await accepting;
        await Assert.ThrowsAsync<SocketException>(() => TcpStream.ConnectAsync(listener.LocalEndPoint));
    });

    [LoopFact]
    public Task A_second_accept_at_once_is_an_error() => TaskGroup.RunAsync(async group =>
    {
        using var listener = TcpListener.Bind(s_any);
        group.Start(async () => (await listener.AcceptAsync()).Dispose());
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await listener.AcceptAsync());
        Assert.StartsWith("The socket is busy: this program has started a second accept", failure.Message, StringComparison.Ordinal);
        group.Cancel();
        await EventLoop.SleepForever();
    });

    [LoopFact]
    public async Task An_accepted_connection_can_be_served_by_another_loop()
    {
        using var listener = TcpListener.Bind(s_any);
        using var client = await TcpStream.ConnectAsync(listener.LocalEndPoint);
        var handle = await listener.AcceptHandleAsync();
        await OtherLoop.UseAsync(async other =>
        {
            var serving = other.InvokeAsync(async () =>
            {
                using var stream = TcpStream.FromHandle(handle);
                Assert.Same(other, stream.Loop);
                var buffer = new byte[100];
                int read;
                while ((read = await stream.ReadAsync(buffer)) > 0)
                    await stream.WriteAsync(buffer.AsMemory(0, read));
            });
            for (var i = 0; i < 20; i++)
            {
                await client.WriteAsync(new[] { (byte)i });
                var buffer = new byte[1];
                await client.ReadExactlyAsync(buffer);
                Assert.Equal(i, buffer[0]);
            }

            client.ShutdownWrite();
            await serving;
        });
    }

    [LoopFact]
    public Task A_used_connection_can_move_to_another_loop() => TcpPair.UseAsync(async (client, server) =>
    {
        await client.WriteAsync(new byte[] { 1 });
        await server.ReadExactlyAsync(new byte[1]);
        // It has waited here too, so that this loop's driver has to forget it.
        Assert.True(await InFlight.CancelAsync(async () => await server.ReadAsync(new byte[1])));
        var handle = server.Detach();
        await OtherLoop.UseAsync(async other => await other.InvokeAsync(async () =>
        {
            using var stream = TcpStream.FromHandle(handle);
            await stream.WriteAsync(new byte[] { 2 });
        }));
        var buffer = new byte[2];
        Assert.Equal(1, await client.ReadAsync(buffer));
        Assert.Equal(2, buffer[0]);
        Assert.Equal(0, await client.ReadAsync(buffer));
    });

    [LoopFact]
    public Task A_stream_that_is_being_read_cannot_be_given_away() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        var reading = group.Start(async () => await server.ReadAsync(new byte[1]));
        Assert.Throws<InvalidOperationException>(() => server.Detach());
        await client.WriteAsync(new byte[1]);
        Assert.Equal(1, await reading);
    }));

    [LoopFact(HangSeconds = 120)]
    [Trait("Speed", "Slow")]
    public async Task A_thousand_connections_talk_at_once()
    {
        using var listener = TcpListener.Bind(s_any, new TcpListenerOptions { Backlog = 1024 });
        var echoed = 0;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(async () =>
            {
                for (var i = 0; i < 1000; i++)
                {
                    var server = await listener.AcceptAsync();
                    group.Start(async () =>
                    {
                        using (server)
                        {
                            var buffer = new byte[16];
                            int read;
                            while ((read = await server.ReadAsync(buffer)) > 0)
                                await server.WriteAsync(buffer.AsMemory(0, read));
                        }
                    });
                }
            });
            var connected = 0;
            for (var i = 0; i < 1000; i++)
            {
                var number = i;
                group.Start(async () =>
                {
                    using var client = await TcpStream.ConnectAsync(listener.LocalEndPoint);
                    connected++;
                    while (connected < 1000) // all are open at once
                        await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
                    var buffer = BitConverter.GetBytes(number);
                    await client.WriteAsync(buffer);
                    await client.ReadExactlyAsync(buffer);
                    if (BitConverter.ToInt32(buffer) == number)
                        echoed++;
                });
            }

            await EventLoop.Yield();
        });
        Assert.Equal(1000, echoed);
        Assert.Equal(1000, listener.Statistics.Accepted);
    }
}
