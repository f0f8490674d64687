using System.Net;
using System.Net.Sockets;
using System.Text;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Reading, writing, half-closing and breaking TCP connections.</summary>
public class TcpStreamTests
{
    [LoopFact]
    public Task What_one_side_writes_the_other_reads() => TcpPair.UseAsync(async (client, server) =>
    {
        await client.WriteAsync("hello"u8.ToArray());
        var buffer = new byte[5];
        await server.ReadExactlyAsync(buffer);
        Assert.Equal("hello", Encoding.UTF8.GetString(buffer));
        await server.WriteAsync("world!"u8.ToArray());
        var answer = new byte[100];
        var read = await client.ReadAsync(answer);
        Assert.Equal("world!", Encoding.UTF8.GetString(answer, 0, read));
    });

    [LoopFact]
    public Task A_read_that_waits_gets_what_arrives_later() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        var buffer = new byte[10];
        var reading = group.Start(async () => await server.ReadAsync(buffer));
        Assert.False(reading.IsCompleted);
        await client.WriteAsync(new byte[] { 1, 2, 3 });
        Assert.Equal(3, await reading);
        Assert.Equal([1, 2, 3], buffer[..3]);
    }));

    [LoopFact]
    public Task Addresses_are_those_of_both_ends() => TcpPair.UseAsync((client, server) =>
    {
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(client.RemoteEndPoint, server.LocalEndPoint);
        Assert.Same(EventLoop.Current, client.Loop);
        Assert.Equal($"TcpStream {client.LocalEndPoint} - {client.RemoteEndPoint}", client.ToString());
        return Task.CompletedTask;
    });

    [LoopFact]
    public Task Both_ways_can_be_closed_one_after_the_other() => TcpPair.UseAsync(async (client, server) =>
    {
        await client.WriteAsync("question"u8.ToArray());
        client.ShutdownWrite();
        client.ShutdownWrite();
        var buffer = new byte[8];
        await server.ReadExactlyAsync(buffer);
        Assert.Equal(0, await server.ReadAsync(buffer));
        Assert.Equal(0, await server.ReadAsync(buffer));
        await server.WriteAsync("answer"u8.ToArray());
        server.ShutdownWrite();
        await client.ReadExactlyAsync(buffer.AsMemory(0, 6));
        Assert.Equal("answer", Encoding.UTF8.GetString(buffer, 0, 6));
        Assert.Equal(0, await client.ReadAsync(buffer));
    });

    [LoopFact]
    public Task A_read_that_waits_ends_when_the_other_side_closes() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        var reading = group.Start(async () => await server.ReadAsync(new byte[10]));
        client.Dispose();
        Assert.Equal(0, await reading);
    }));

    [LoopFact]
    public Task A_write_after_the_end_of_writing_is_an_error() => TcpPair.UseAsync(async (client, _) =>
    {
        client.ShutdownWrite();
        var failure = await Assert.ThrowsAsync<IOException>(async () => await client.WriteAsync(new byte[1]));
        Assert.Equal($"The connection from {client.LocalEndPoint} to {client.RemoteEndPoint} is broken: it was written to after it had been shut down (Shutdown).", failure.Message);
    });

    [LoopFact]
    public Task A_reset_breaks_the_reader_with_an_error_that_names_both_ends() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        var names = $"{client.LocalEndPoint} to {client.RemoteEndPoint}";
        var reading = group.Start(() => Assert.ThrowsAsync<IOException>(async () => await client.ReadAsync(new byte[10])));
        server.Abort();
        server.Abort();
        var failure = await reading;
        Assert.Equal($"The connection from {names} is broken: the other side reset it (ConnectionReset).", failure.Message);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }));

    [LoopFact]
    public Task A_reset_that_came_before_the_read_is_the_same_error() => TcpPair.UseAsync(async (client, server) =>
    {
        server.Linger = TimeSpan.Zero;
        server.Dispose();
        await EventLoop.Yield();
        var failure = await Assert.ThrowsAsync<IOException>(async () => await client.ReadAsync(new byte[10]));
        Assert.EndsWith("the other side reset it (ConnectionReset).", failure.Message, StringComparison.Ordinal);
    });

    [LoopFact]
    public Task What_was_written_before_closing_arrives() => TcpPair.UseAsync(async (client, server) =>
    {
        await client.WriteAsync(new byte[100_000]);
        client.Dispose();
        await server.ReadExactlyAsync(new byte[100_000]);
        Assert.Equal(0, await server.ReadAsync(new byte[1]));
    });

    [LoopFact]
    public Task ReadExactly_says_how_much_was_missing() => TcpPair.UseAsync(async (client, server) =>
    {
        await client.WriteAsync(new byte[3]);
        client.ShutdownWrite();
        var failure = await Assert.ThrowsAsync<EndOfStreamException>(async () => await server.ReadExactlyAsync(new byte[5]));
        Assert.Equal($"The connection from {server.LocalEndPoint} to {server.RemoteEndPoint} ended after 3 of the 5 bytes that were expected.", failure.Message);
    });

    [LoopFact]
    public Task A_read_into_nothing_waits_until_there_is_something() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        var waiting = group.Start(async () => await server.ReadAsync(Memory<byte>.Empty));
        await InFlight.SettleAsync(() => waiting.IsCompleted ? 1 : 0);
        Assert.False(waiting.IsCompleted);
        await client.WriteAsync(new byte[] { 7 });
        Assert.Equal(0, await waiting);
        var buffer = new byte[2];
        Assert.Equal(1, await server.ReadAsync(buffer));
        Assert.Equal(7, buffer[0]);
    }));

    [LoopFact]
    public Task An_empty_write_does_nothing() => TcpPair.UseAsync(async (client, server) =>
    {
        await client.WriteAsync(ReadOnlyMemory<byte>.Empty);
        await client.WriteAsync(new byte[] { 9 });
        var buffer = new byte[2];
        Assert.Equal(1, await server.ReadAsync(buffer));
    });

    [LoopFact]
    public Task Options_are_what_was_asked_for() => TcpPair.UseAsync((client, server) =>
    {
        Assert.True(client.NoDelay);
        Assert.True(server.NoDelay);
        Assert.True(client.KeepAlive);
        Assert.True(server.KeepAlive);
        Assert.True(client.SendBufferSize >= 30_000);
        Assert.True(client.ReceiveBufferSize >= 40_000);
        client.NoDelay = false;
        Assert.False(client.NoDelay);
        client.KeepAlive = false;
        Assert.False(client.KeepAlive);
        client.SetKeepAlive(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 3);
        Assert.True(client.KeepAlive);
        client.Linger = TimeSpan.FromSeconds(2);
        client.Linger = null;
        Assert.Throws<ArgumentOutOfRangeException>(() => client.Linger = TimeSpan.FromSeconds(-2));
        return Task.CompletedTask;
    }, new TcpStreamOptions { KeepAlive = true, SendBufferSize = 30_000, ReceiveBufferSize = 40_000 });

    [LoopFact]
    public Task A_slow_reader_stops_the_writer_and_nothing_is_lost() => TcpPair.UseAsync(
        async (client, server) => await TaskGroup.RunAsync(async group =>
        {
            const int chunk = 64 * 1024;
            const int chunks = 256;
            long written = 0;
            group.Start(async () =>
            {
                var buffer = new byte[chunk];
                for (var i = 0; i < chunks; i++)
                {
                    buffer.AsSpan().Fill((byte)i);
                    await client.WriteAsync(buffer);
                    written += chunk;
                }

                client.ShutdownWrite();
            });
            var stopped = await InFlight.SettleAsync(() => written);
            Assert.InRange(stopped, 0, 1024 * 1024);

            var received = new byte[100_000];
            long total = 0;
            int read;
            while ((read = await server.ReadAsync(received)) > 0)
            {
                for (var i = 0; i < read; i += 997)
                    Assert.Equal((byte)((total + i) / chunk), received[i]);
                total += read;
            }

            Assert.Equal((long)chunk * chunks, total);
        }),
        new TcpStreamOptions { SendBufferSize = 64 * 1024, ReceiveBufferSize = 64 * 1024 });

    [LoopFact]
    public Task A_large_write_is_one_call() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        var sent = new byte[16 * 1024 * 1024];
        new Random(1).NextBytes(sent);
        group.Start(async () => await client.WriteAsync(sent));
        var received = new byte[sent.Length];
        await server.ReadExactlyAsync(received);
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }));

    [LoopFact]
    public Task Reading_and_writing_go_on_side_by_side() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(group =>
    {
        foreach (var (from, to) in new[] { (client, server), (server, client) })
        {
            group.Start(async () => await from.WriteAsync(new byte[2_000_000]));
            group.Start(async () => await to.ReadExactlyAsync(new byte[2_000_000]));
        }

        return Task.CompletedTask;
    }));
}
