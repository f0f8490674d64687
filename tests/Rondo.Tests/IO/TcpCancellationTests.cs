using System.Net;
using System.Net.Sockets;
using Rondo.IO;
using TcpListener = Rondo.IO.TcpListener;

namespace Rondo.Tests.IO;

/// <summary>A cancelled operation did not happen, on every driver.</summary>
public class TcpCancellationTests
{
    private static readonly IPEndPoint s_any = new(IPAddress.Loopback, 0);

    [LoopFact]
    public Task A_cancelled_read_has_consumed_nothing() => TcpPair.UseAsync(async (client, server) =>
    {
        var buffer = new byte[8];
        Assert.True(await InFlight.CancelAsync(async () => await server.ReadAsync(buffer)));
        Assert.Equal(new byte[8], buffer);
        await client.WriteAsync(new byte[] { 1, 2, 3 });
        Assert.Equal(3, await server.ReadAsync(buffer));
        Assert.Equal([1, 2, 3], buffer[..3]);
    });

    [LoopFact]
    public Task A_read_that_races_with_its_cancellation_loses_nothing() => TcpPair.UseAsync(async (client, server) =>
    {
        var buffer = new byte[1];
        for (var i = 0; i < 300; i++)
        {
            var done = await CancelScope.RunAsync(async scope => await TaskGroup.RunAsync(async group =>
            {
                group.Start(async () =>
                {
                    for (var j = 0; j < i % 4; j++)
                        await EventLoop.Yield();
                    scope.Cancel();
                });
                group.Start(() => CancelScope.Shield(TimeSpan.FromSeconds(10), async () => await client.WriteAsync(new[] { (byte)i })));
                await server.ReadAsync(buffer);
            }));
            if (!done)
                await server.ReadExactlyAsync(buffer);
            Assert.Equal((byte)i, buffer[0]);
            buffer[0]++;
        }
    });

    [LoopFact]
    public Task A_cancelled_write_ends() => TcpPair.UseAsync(async (client, _) =>
        Assert.True(await InFlight.CancelAsync(async () => await client.WriteAsync(new byte[64 * 1024 * 1024]))));

    [LoopFact]
    public async Task A_cancelled_accept_leaves_the_connection_to_the_next()
    {
        using var listener = TcpListener.Bind(s_any);
        Assert.True(await InFlight.CancelAsync(async () => await listener.AcceptAsync()));
        using var client = await TcpStream.ConnectAsync(listener.LocalEndPoint);
        using var server = await listener.AcceptAsync();
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
    }

    [LoopFact]
    public async Task A_cancelled_connect_ends()
    {
        // On Linux a full backlog drops what asks for a connection, so that connecting waits.
        using var listener = TcpListener.Bind(s_any, new TcpListenerOptions { Backlog = 0 });
        using var first = await TcpStream.ConnectAsync(listener.LocalEndPoint);
        Assert.True(await InFlight.CancelAsync(() => TcpStream.ConnectAsync(listener.LocalEndPoint)));
    }

    [LoopFact]
    public Task A_deadline_ends_a_read() => TcpPair.UseAsync(async (_, server) =>
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(TimeSpan.FromMilliseconds(5), async () => await server.ReadAsync(new byte[1])));
        Assert.Equal("The operation did not finish within 5 ms.", failure.Message);
    });

    [LoopFact]
    public Task In_a_cancelled_scope_nothing_starts() => TcpPair.UseAsync(async (client, server) =>
    {
        using var listener = TcpListener.Bind(s_any);
        await client.WriteAsync(new byte[] { 1 });
        var buffer = new byte[2];
        Assert.True(await InFlight.StartCanceledAsync(async () => await server.ReadAsync(buffer)));
        Assert.True(await InFlight.StartCanceledAsync(async () => await client.WriteAsync(new byte[] { 2 })));
        Assert.True(await InFlight.StartCanceledAsync(async () => await listener.AcceptAsync()));
        Assert.True(await InFlight.StartCanceledAsync(() => TcpStream.ConnectAsync(listener.LocalEndPoint)));
        client.ShutdownWrite();
        Assert.Equal(1, await server.ReadAsync(buffer));
        Assert.Equal(0, await server.ReadAsync(buffer));
    });

    [LoopFact]
    public Task Cancellation_from_another_thread_ends_a_read() => TcpPair.UseAsync(async (client, server) =>
    {
        var done = await CancelScope.RunAsync(async scope =>
        {
            _ = Task.Run(scope.Cancel);
            await server.ReadAsync(new byte[1]);
        });
        Assert.False(done);
    });

    [LoopFact]
    public Task A_failing_sibling_cancels_a_read() => TcpPair.UseAsync(async (client, server) =>
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(async () => await server.ReadAsync(new byte[1]));
            await EventLoop.Yield();
            throw new InvalidDataException("boom");
        }));
        Assert.Equal("boom", failure.Message);
        Assert.Equal(0, EventLoop.Current.Statistics.Outstanding);
    });

    [LoopFact]
    public async Task Cancelled_and_then_closed_is_cancelled()
    {
        var (client, server) = await TcpPair.ConnectAsync();
        var listener = TcpListener.Bind(s_any);
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(async () => await server.ReadAsync(new byte[1]));
            _ = group.Start(async () => await client.ReadAsync(Memory<byte>.Empty));
            _ = group.Start(async () => await client.WriteAsync(new byte[32 * 1024 * 1024]));
            _ = group.Start(async () => await listener.AcceptAsync());
            await EventLoop.Yield();
            group.Cancel();
            server.Dispose();
            client.Dispose();
            listener.Dispose();
        });
    }
}
