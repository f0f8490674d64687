using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.Tests.IO.Drivers;

/// <summary>What every driver's stream sockets do.</summary>
public sealed class StreamSocketTests
{
    [LoopFact]
    public async Task Bytes_arrive_and_the_end_of_the_stream_is_zero()
    {
        using var pair = await SocketPair.CreateAsync();
        await pair.Left.SendAsync("hello"u8.ToArray());
        pair.Left.Shutdown(SocketShutdown.Send);
        var buffer = new byte[100];
        Assert.Equal(5, await pair.Right.ReceiveAsync(buffer));
        Assert.Equal("hello"u8.ToArray(), buffer[..5]);
        Assert.Equal(0, await pair.Right.ReceiveAsync(buffer));
        Assert.Equal(0, await pair.Right.ReceiveAsync(buffer));
    }

    [LoopFact]
    public async Task A_receive_that_waits_gets_what_is_sent_later()
    {
        using var pair = await SocketPair.CreateAsync();
        var buffer = new byte[3];
        var outstanding = SocketPair.Driver.Outstanding;
        var receive = pair.Right.ReceiveAsync(buffer);
        Assert.False(receive.IsCompleted);
        Assert.Equal(outstanding + 1, SocketPair.Driver.Outstanding);
        await pair.Left.SendAsync("abcdef"u8.ToArray());
        Assert.Equal(3, await receive);
        Assert.Equal("abc"u8.ToArray(), buffer);
        Assert.Equal(3, await pair.Right.ReceiveAsync(buffer));
        Assert.Equal("def"u8.ToArray(), buffer);
        Assert.Equal(outstanding, SocketPair.Driver.Outstanding);
    }

    [LoopFact]
    public async Task Many_small_messages_keep_their_order()
    {
        using var pair = await SocketPair.CreateAsync();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                for (var i = 0; i < 2000; i++)
                    await pair.Left.SendAsync(BitConverter.GetBytes(i));
            });
            group.Start(async () =>
            {
                var buffer = new byte[4];
                for (var i = 0; i < 2000; i++)
                {
                    var filled = 0;
                    while (filled < 4)
                        filled += await pair.Right.ReceiveAsync(buffer.AsMemory(filled));
                    Assert.Equal(i, BitConverter.ToInt32(buffer));
                }
            });
            return Task.CompletedTask;
        });
    }

    [LoopFact]
    public async Task Sixteen_megabytes_pass_unharmed_through_a_slow_reader()
    {
        using var pair = await SocketPair.CreateAsync();
        var data = new byte[16 << 20];
        new Random(1).NextBytes(data);
        var received = new byte[data.Length];
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () => await pair.Left.SendAsync(data));
            group.Start(async () =>
            {
                var filled = 0;
                while (filled < received.Length)
                {
                    if ((filled & 3) == 0)
                        await EventLoop.Yield();
                    var size = Math.Min(50_000, received.Length - filled);
                    var count = await pair.Right.ReceiveAsync(received.AsMemory(filled, size));
                    Assert.InRange(count, 1, size);
                    filled += count;
                }
            });
            return Task.CompletedTask;
        });
        Assert.True(data.AsSpan().SequenceEqual(received));
    }

    [LoopFact]
    public async Task Both_directions_run_at_once()
    {
        using var pair = await SocketPair.CreateAsync();
        var total = 0L;
        await TaskGroup.RunAsync(group =>
        {
            foreach (var (from, to) in new[] { (pair.Left, pair.Right), (pair.Right, pair.Left) })
            {
                group.Start(async () =>
                {
                    await from.SendAsync(new byte[3_000_000]);
                    from.Shutdown(SocketShutdown.Send);
                });
                group.Start(async () =>
                {
                    var buffer = new byte[10_000];
                    int count;
                    while ((count = await to.ReceiveAsync(buffer)) > 0)
                        total += count;
                });
            }

            return Task.CompletedTask;
        });
        Assert.Equal(6_000_000, total);
    }

    [LoopFact]
    public async Task An_empty_buffer_waits_for_readability_and_takes_nothing()
    {
        using var pair = await SocketPair.CreateAsync();
        var wait = pair.Right.ReceiveAsync(Memory<byte>.Empty);
        Assert.False(wait.IsCompleted);
        await pair.Left.SendAsync("x"u8.ToArray());
        Assert.Equal(0, await wait);
        Assert.Equal(0, await pair.Right.ReceiveAsync(Memory<byte>.Empty));
        var buffer = new byte[10];
        Assert.Equal(1, await pair.Right.ReceiveAsync(buffer));
        pair.Left.Dispose();
        Assert.Equal(0, await pair.Right.ReceiveAsync(Memory<byte>.Empty));
        Assert.Equal(0, await pair.Right.ReceiveAsync(buffer));
    }

    [LoopFact]
    public async Task A_canceled_receive_did_not_happen()
    {
        using var pair = await SocketPair.CreateAsync();
        var buffer = new byte[10];
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(5), async () => { await pair.Right.ReceiveAsync(buffer); }));
        await pair.Left.SendAsync("kept"u8.ToArray());
        Assert.Equal(4, await pair.Right.ReceiveAsync(buffer));
        Assert.Equal("kept"u8.ToArray(), buffer[..4]);
    }

    [LoopFact]
    public async Task In_a_canceled_scope_nothing_starts()
    {
        using var pair = await SocketPair.CreateAsync();
        using var listener = SocketPair.Listen();
        await pair.Left.SendAsync("here"u8.ToArray());
        var thrown = 0;
        await CancelScope.MoveOnAfter(TimeSpan.FromHours(1), async () =>
        {
            CancelScope.Current!.Cancel();
            foreach (var start in new Func<Task>[]
            {
                async () => await pair.Right.ReceiveAsync(new byte[1]),
                async () => await pair.Right.SendAsync(new byte[1]),
                async () => await listener.AcceptAsync(),
                async () => await pair.Right.ReceiveFromAsync(new byte[1]),
            })
            {
                await Assert.ThrowsAsync<ScopeCanceledException>(start);
                thrown++;
            }
        });
        Assert.Equal(4, thrown);
        Assert.Equal(4, await pair.Right.ReceiveAsync(new byte[10]));
    }

    [LoopFact]
    public async Task A_canceled_accept_loses_no_connection()
    {
        using var listener = SocketPair.Listen();
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(5), async () => (await listener.AcceptAsync()).Dispose()));
        using var client = SocketPair.Driver.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        using var server = SocketPair.Driver.Adopt(await listener.AcceptAsync());
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(AddressFamily.InterNetwork, server.AddressFamily);
    }

    [LoopFact]
    public async Task A_canceled_send_stops_waiting_for_room()
    {
        using var pair = await SocketPair.CreateAsync();
        Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(20), async () => await pair.Left.SendAsync(new byte[64 << 20])));
    }

    [LoopFact]
    public async Task A_second_receive_is_refused_and_the_first_lives_on()
    {
        using var pair = await SocketPair.CreateAsync();
        var first = pair.Right.ReceiveAsync(new byte[4]);
        var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(async () => await pair.Right.ReceiveAsync(new byte[4]));
        Assert.Equal("The socket is busy: this program has started a second receive while one is in flight or was not awaited. Let one task at a time receive, or guard the socket with a Lock.", error.Message);
        await pair.Left.SendAsync("one"u8.ToArray());
        Assert.Equal(3, await first);
    }

    [LoopFact]
    public async Task Disposing_fails_what_is_in_flight()
    {
        using var pair = await SocketPair.CreateAsync();
        using var listener = SocketPair.Listen();
        var receive = pair.Right.ReceiveAsync(new byte[4]);
        var send = pair.Right.SendAsync(new byte[64 << 20]);
        var accept = listener.AcceptAsync();
        pair.Right.Dispose();
        pair.Right.Dispose();
        listener.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await receive);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await send);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await accept);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Right.ReceiveAsync(new byte[4]));
    }

    [LoopFact]
    public async Task Disposing_tells_the_peer()
    {
        using var pair = await SocketPair.CreateAsync();
        var waiting = pair.Right.ReceiveAsync(new byte[4]);
        var peer = pair.Left.ReceiveAsync(new byte[4]);
        pair.Right.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await waiting);
        Assert.Equal(0, await peer);
    }

    [LoopFact]
    public async Task A_refused_connection_is_a_socket_error()
    {
        EndPoint free;
        using (var listener = SocketPair.Listen())
            free = listener.LocalEndPoint!;
        await EventLoop.Yield();
        using var client = SocketPair.Driver.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var error = await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(free));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [LoopFact]
    public async Task A_reset_is_a_socket_error()
    {
        using var pair = await SocketPair.CreateAsync();
        var receive = pair.Right.ReceiveAsync(new byte[4]);
        pair.Left.SetOption(SocketOptionLevel.Socket, SocketOptionName.Linger, 0);
        pair.Left.Dispose();
        var error = await Assert.ThrowsAsync<SocketException>(async () => await receive);
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        error = await Assert.ThrowsAsync<SocketException>(async () => await pair.Right.SendAsync(new byte[4]));
        Assert.Equal(SocketError.Shutdown, error.SocketErrorCode);
    }

    [LoopFact]
    public async Task A_connection_moves_to_another_loop()
    {
        using var pair = await SocketPair.CreateAsync();
        var options = new EventLoopGroupOptions { Count = 1, Loop = new EventLoopOptions { Driver = EventLoop.Current.DriverName } };
        await using var group = await Task.Run(() => new EventLoopGroup(options));
        var handle = pair.Right.Detach();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Right.ReceiveAsync(new byte[4]));
        var echo = group.Loops[0].InvokeAsync(async () =>
        {
            using var socket = LoopDriver.ForCurrent("a test").Adopt(handle);
            var buffer = new byte[4];
            var count = await socket.ReceiveAsync(buffer);
            await socket.SendAsync(buffer.AsMemory(0, count));
        });
        await pair.Left.SendAsync("move"u8.ToArray());
        var back = new byte[4];
        Assert.Equal(4, await pair.Left.ReceiveAsync(back));
        Assert.Equal("move"u8.ToArray(), back);
        await echo;
    }

    [LoopFact]
    public async Task A_socket_refuses_other_threads()
    {
        using var pair = await SocketPair.CreateAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Offthread(async () => await pair.Left.ReceiveAsync(new byte[1])));
        Assert.Contains("from a thread that is not that loop's", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Offthread(() =>
        {
            pair.Left.Dispose();
            return Task.CompletedTask;
        }));
    }

    [LoopFact]
    public async Task A_busy_connection_does_not_starve_the_rest()
    {
        using var pair = await SocketPair.CreateAsync();
        await pair.Left.SendAsync(new byte[100_000]);
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
        var others = 0;
        var seen = 0;
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                var one = new byte[1];
                for (var i = 0; i < 5000; i++)
                    await pair.Right.ReceiveAsync(one);
                seen = others;
            });
            group.Start(async () =>
            {
                for (var i = 0; i < 10; i++)
                {
                    others++;
                    await EventLoop.Yield();
                }
            });
            return Task.CompletedTask;
        });
        Assert.Equal(10, seen);
    }

    [LoopFact]
    public async Task Options_and_end_points_can_be_read_back()
    {
        using var pair = await SocketPair.CreateAsync();
        pair.Left.SetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, 1);
        Assert.NotEqual(0, pair.Left.GetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay));
        Assert.Equal(pair.Left.LocalEndPoint, pair.Right.RemoteEndPoint);
        Assert.Equal(pair.Right.LocalEndPoint, pair.Left.RemoteEndPoint);
    }

    [LoopFact]
    public async Task Binding_twice_to_one_port_says_so()
    {
        using var first = SocketPair.Listen();
        using var second = SocketPair.Driver.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var error = Assert.Throws<SocketException>(() => second.Bind(first.LocalEndPoint!));
        Assert.Equal(SocketError.AddressAlreadyInUse, error.SocketErrorCode);
        await EventLoop.Yield();
    }

    private static Task Offthread(Func<Task> action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(_ =>
        {
            try
            {
                action().GetAwaiter().GetResult();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }, null);
        return done.Task;
    }
}
