using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Streams used wrongly say who did what.</summary>
public class TcpStreamMisuseTests
{
    [LoopFact]
    public Task A_second_read_at_once_is_an_error_and_the_first_goes_on() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        var buffer = new byte[4];
        var first = group.Start(async () => await server.ReadAsync(buffer));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.ReadAsync(new byte[4]));
        Assert.Equal("The socket is busy: this program has started a second receive while one is in flight or was not awaited. Let one task at a time receive, or guard the socket with a Lock.", failure.Message);
        await client.WriteAsync(new byte[] { 5 });
        Assert.Equal(1, await first);
        Assert.Equal(5, buffer[0]);
    }));

    [LoopFact]
    public Task A_second_write_at_once_is_an_error_and_the_first_goes_on() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        const int length = 8 * 1024 * 1024;
        var first = group.Start(async () => await client.WriteAsync(new byte[length]));
        Assert.False(first.IsCompleted);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await client.WriteAsync(new byte[4]));
        Assert.Equal("The socket is busy: this program has started a second send while one is in flight or was not awaited. Let one task at a time send, or guard the socket with a Lock.", failure.Message);
        await server.ReadExactlyAsync(new byte[length]);
        await first.Completion;
    }));

    [LoopFact]
    public Task Disposing_ends_a_read_that_waits() => TcpPair.UseAsync(async (_, server) => await TaskGroup.RunAsync(async group =>
    {
        var reading = group.Start(() => Assert.ThrowsAsync<ObjectDisposedException>(async () => await server.ReadAsync(new byte[4])));
        Assert.False(reading.IsCompleted);
        server.Dispose();
        Assert.StartsWith("The socket was closed or given up by this program: nothing can be done with it any more.", (await reading).Message, StringComparison.Ordinal);
    }));

    [LoopFact]
    public Task Disposing_ends_a_write_that_waits() => TcpPair.UseAsync(async (client, _) => await TaskGroup.RunAsync(async group =>
    {
        var writing = group.Start(() => Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.WriteAsync(new byte[32 * 1024 * 1024])));
        Assert.False(writing.IsCompleted);
        client.Dispose();
        await writing;
    }));

    [LoopFact]
    public Task A_closed_stream_says_so_and_closes_again() => TcpPair.UseAsync(async (client, _) =>
    {
        client.Dispose();
        client.Dispose();
        await client.DisposeAsync();
        client.Abort();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.ReadAsync(new byte[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.WriteAsync(new byte[1]));
        Assert.Throws<ObjectDisposedException>(client.ShutdownWrite);
        Assert.Throws<ObjectDisposedException>(() => client.NoDelay = true);
        Assert.Throws<ObjectDisposedException>(() => client.Detach());
    });

    [LoopFact]
    public Task A_foreign_thread_is_told_to_hop() => TcpPair.UseAsync(async (client, _) =>
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(async () => await client.ReadAsync(new byte[1])));
        Assert.Contains("from a thread that is not that loop's: use it on its own loop (EventLoop.InvokeAsync)", failure.Message, StringComparison.Ordinal);
    });

    [LoopFact]
    public async Task Without_a_loop_there_is_no_connection()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => TcpStream.ConnectAsync("127.0.0.1", 80)));
        Assert.StartsWith("TcpStream.ConnectAsync needs an event loop, and this thread", failure.Message, StringComparison.Ordinal);
    }
}
