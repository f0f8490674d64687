#pragma warning disable CA2022 // these reads are meant to be cut off
using System.Net;
using System.Net.Http;
using System.Text;
using Rondo.IO;
using TcpListener = Rondo.IO.TcpListener;

namespace Rondo.Tests.IO;

/// <summary>Connections as a <see cref="Stream"/>, used by code that knows no loops.</summary>
public class LoopStreamTests
{
    [LoopFact]
    public Task A_stream_may_be_used_off_the_loop() => TcpPair.UseAsync(async (client, server) =>
    {
        var home = Environment.CurrentManagedThreadId;
        var stream = client.AsStream();
        await Task.Run(async () =>
        {
            Assert.NotEqual(home, Environment.CurrentManagedThreadId);
            await stream.WriteAsync("ping"u8.ToArray());
            await stream.FlushAsync();
        });
        var buffer = new byte[4];
        await server.ReadExactlyAsync(buffer);
        await server.WriteAsync(buffer);
        var text = await Task.Run(async () =>
        {
            var answer = new byte[4];
            await stream.ReadExactlyAsync(answer);
            return Encoding.UTF8.GetString(answer);
        });
        Assert.Equal("ping", text);
        Assert.Equal(home, Environment.CurrentManagedThreadId);
    });

    [LoopFact]
    public Task Code_full_of_ConfigureAwait_false_works_and_its_caller_comes_home() => TcpPair.UseAsync(async (client, server) => await TaskGroup.RunAsync(async group =>
    {
        var home = Environment.CurrentManagedThreadId;
        group.Start(async () =>
        {
            await Library(client.AsStream(leaveOpen: true), 50);
            Assert.Equal(home, Environment.CurrentManagedThreadId);
            client.ShutdownWrite();
        });
        var received = new MemoryStream();
        await server.AsStream().CopyToAsync(received);
        Assert.Equal(home, Environment.CurrentManagedThreadId);
        Assert.NotNull(SynchronizationContext.Current);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (byte)i), received.ToArray());

        static async Task Library(Stream stream, int count)
        {
            for (var i = 0; i < count; i++)
            {
                await stream.WriteAsync(new[] { (byte)i }).ConfigureAwait(false);
                if (i % 5 == 0)
                    await Task.Run(static () => { }).ConfigureAwait(false); // goes on on the pool
            }
        }
    }));

    [LoopFact]
    public Task A_token_cancels_a_read_and_nothing_is_lost() => TcpPair.UseAsync(async (client, server) =>
    {
        var stream = server.AsStream();
        using var source = new CancellationTokenSource();
        var buffer = new byte[4];
        EventLoop.Current.Post(source.Cancel);
        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ReadAsync(buffer, source.Token));
        Assert.Equal(source.Token, failure.CancellationToken);
        using var second = new CancellationTokenSource();
        var offLoop = Task.Run(async () => await stream.ReadAsync(buffer, second.Token));
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(2));
        _ = Task.Run(second.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => offLoop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await stream.ReadAsync(buffer, second.Token));
        await client.WriteAsync(new byte[] { 8 });
        using var third = new CancellationTokenSource();
        Assert.Equal(1, await stream.ReadAsync(buffer, third.Token));
        Assert.Equal(8, buffer[0]);
    });

    [LoopFact]
    public Task The_ambient_scope_cancels_a_read() => TcpPair.UseAsync(async (client, server) =>
    {
        var stream = server.AsStream();
        Assert.True(await InFlight.CancelAsync(async () => await stream.ReadAsync(new byte[1])));
        using var reader = new StreamReader(server.AsStream(leaveOpen: true));
        Assert.True(await InFlight.CancelAsync(() => reader.ReadLineAsync()));
    });

    [LoopFact]
    public Task Synchronous_calls_refuse() => TcpPair.UseAsync((client, server) =>
    {
        var stream = client.AsStream();
        var failure = Assert.Throws<NotSupportedException>(() => stream.Read(new byte[1], 0, 1));
        Assert.Equal("Stream.Read would block the event loop that this stream belongs to: call ReadAsync instead.", failure.Message);
        failure = Assert.Throws<NotSupportedException>(() => stream.WriteByte(1));
        Assert.Equal("Stream.Write would block the event loop that this stream belongs to: call WriteAsync instead.", failure.Message);
        stream.Flush();
        Assert.True(stream.CanRead && stream.CanWrite && !stream.CanSeek);
        Assert.Throws<NotSupportedException>(() => stream.Length);
        Assert.Throws<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        return Task.CompletedTask;
    });

    [LoopFact]
    public Task The_old_Begin_and_End_work() => TcpPair.UseAsync(async (client, server) =>
    {
        var from = client.AsStream();
        var to = server.AsStream();
        await Task.Factory.FromAsync(from.BeginWrite, from.EndWrite, new byte[] { 1, 2 }, 0, 2, null);
        var buffer = new byte[2];
        Assert.Equal(2, await Task.Factory.FromAsync(to.BeginRead, to.EndRead, buffer, 0, 2, null));
        Assert.Equal([1, 2], buffer);
    });

    [LoopFact]
    public Task Disposing_off_the_loop_closes_the_connection() => TcpPair.UseAsync(async (client, server) =>
    {
        var stream = client.AsStream();
        await Task.Run(stream.Dispose);
        Assert.Equal(0, await server.ReadAsync(new byte[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadAsync(new byte[1]));
        Assert.False(stream.CanRead);
    });

    [LoopFact]
    public Task A_stream_that_was_left_open_goes_on() => TcpPair.UseAsync(async (client, server) =>
    {
        await using (var stream = client.AsStream(leaveOpen: true))
            await stream.WriteAsync(new byte[1]);
        await client.WriteAsync(new byte[1]);
        await server.ReadExactlyAsync(new byte[2]);
    });

    [LoopFact]
    public async Task HttpClient_talks_through_the_loop()
    {
        using var listener = TcpListener.Bind("127.0.0.1", 0);
        var loop = EventLoop.Current;
        await TaskGroup.RunAsync(async group =>
        {
            group.Start(() => ServeAsync(listener, group));
            var connects = 0;
            using var client = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = async (context, token) => await loop.InvokeAsync(() => CancelScope.LinkTo(token, async () =>
                {
                    connects++;
                    return (await TcpStream.ConnectAsync(context.DnsEndPoint)).AsStream();
                })),
            });
            var address = new Uri($"http://127.0.0.1:{listener.LocalEndPoint.Port}/");
            for (var i = 0; i < 5; i++)
                Assert.Equal($"GET /{i} HTTP/1.1", await client.GetStringAsync(new Uri(address, $"/{i}")));
            Assert.Equal(1, connects);
            Assert.True(loop.IsCurrent);

            var many = Enumerable.Range(0, 20).Select(i => client.GetStringAsync(new Uri(address, $"/{i}"))).ToArray();
            var answers = await Task.WhenAll(many);
            Assert.Equal(Enumerable.Range(0, 20).Select(i => $"GET /{i} HTTP/1.1"), answers);
            group.Cancel();
        });
    }

    private static async Task ServeAsync(TcpListener listener, TaskGroup group)
    {
        while (true)
        {
            var connection = await listener.AcceptAsync();
            group.Start(async () =>
            {
                using (connection)
                using (var reader = new StreamReader(connection.AsStream(), Encoding.ASCII))
                {
                    while (await reader.ReadLineAsync() is { } request)
                    {
                        while (await reader.ReadLineAsync() is { Length: > 0 })
                        {
                        }

                        await connection.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {request.Length}\r\n\r\n{request}"));
                    }
                }
            });
        }
    }
}
