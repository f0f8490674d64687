using System.Net.Sockets;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Uring;

namespace Rondo.Tests.IO.Drivers;

/// <summary>Reading a stream without a task: being told, and taking what is there.</summary>
public sealed class StreamReadinessTests
{
    [LoopFact]
    public async Task A_reader_is_told_once_and_takes_what_is_there()
    {
        using var pair = await SocketPair.CreateAsync();
        var reader = new Reader(pair.Right);
        Assert.Equal(-1, pair.Right.TryReceive(reader.Buffer));
        var told = reader.WaitAsync();
        await pair.Left.SendAsync("hello"u8.ToArray());
        await told;
        Assert.Equal(5, await reader.TakeAsync());
        Assert.Equal("hello"u8.ToArray(), reader.Buffer[..5]);
        Assert.Equal(-1, pair.Right.TryReceive(reader.Buffer));
        await pair.Left.SendAsync("again"u8.ToArray());
        Assert.Equal(1, reader.Told);
    }

    [LoopFact]
    public async Task What_is_there_already_is_told_as_well()
    {
        using var pair = await SocketPair.CreateAsync();
        await pair.Left.SendAsync("hello"u8.ToArray());
        var reader = new Reader(pair.Right) { Buffer = new byte[2] };
        var bytes = new List<byte>();
        while (bytes.Count < 5)
        {
            var taken = await reader.TakeAsync();
            bytes.AddRange(reader.Buffer[..taken]);
        }

        Assert.Equal("hello"u8.ToArray(), bytes);
    }

    [LoopFact]
    public async Task The_end_of_the_stream_is_told_and_stays()
    {
        using var pair = await SocketPair.CreateAsync();
        var reader = new Reader(pair.Right);
        var told = reader.WaitAsync();
        pair.Left.Shutdown(SocketShutdown.Send);
        await told;
        Assert.Equal(0, await reader.TakeAsync());
        Assert.Equal(0, await reader.TakeAsync());
    }

    [LoopFact]
    public async Task A_reset_is_told_and_thrown()
    {
        using var pair = await SocketPair.CreateAsync();
        var reader = new Reader(pair.Right);
        var told = reader.WaitAsync();
        pair.Left.SetOption(SocketOptionLevel.Socket, SocketOptionName.Linger, 0);
        pair.Left.Dispose();
        await told;
        var reset = await Assert.ThrowsAsync<SocketException>(async () => await reader.TakeAsync());
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [LoopFact]
    public async Task Closing_the_socket_tells_whoever_waits()
    {
        using var pair = await SocketPair.CreateAsync();
        var outstanding = SocketPair.Driver.Outstanding;
        var reader = new Reader(pair.Right);
        Assert.Equal(-1, pair.Right.TryReceive(reader.Buffer));
        var told = reader.WaitAsync();
        Assert.Equal(outstanding + 1, SocketPair.Driver.Outstanding);
        pair.Right.Dispose();
        await told;
        Assert.Equal(outstanding, SocketPair.Driver.Outstanding);
        Assert.Throws<ObjectDisposedException>(() => pair.Right.TryReceive(reader.Buffer));
        Assert.Throws<ObjectDisposedException>(() => pair.Right.WhenReadable(reader));
    }

    [LoopFact]
    public async Task Nobody_else_can_receive_while_a_reader_waits()
    {
        using var pair = await SocketPair.CreateAsync();
        var reader = new Reader(pair.Right);
        Assert.Equal(-1, pair.Right.TryReceive(reader.Buffer));
        var told = reader.WaitAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await pair.Right.ReceiveAsync(new byte[1]));
        Assert.StartsWith("The socket is busy", error.Message, StringComparison.Ordinal);
        await pair.Left.SendAsync(new byte[1]);
        await told;
    }

    [LoopFact]
    public async Task A_megabyte_arrives_whole_however_it_is_taken()
    {
        using var pair = await SocketPair.CreateAsync();
        var sent = new byte[1 << 20];
        new Random(7).NextBytes(sent);
        var received = new MemoryStream();
        await TaskGroup.RunAsync(group =>
        {
            group.Start(async () =>
            {
                await pair.Left.SendAsync(sent);
                pair.Left.Shutdown(SocketShutdown.Send);
            });
            group.Start(async () =>
            {
                var sizes = new Random(8);
                var reader = new Reader(pair.Right);
                while (true)
                {
                    reader.Buffer = new byte[sizes.Next(1, 9000)];
                    var taken = await reader.TakeAsync();
                    if (taken == 0)
                        break;
                    received.Write(reader.Buffer, 0, taken);
                }
            });
            return Task.CompletedTask;
        });
        Assert.Equal(sent, received.ToArray());
    }

    [LoopFact(Drivers = "uring")]
    public async Task Without_a_buffer_left_in_the_loop_readers_are_served_all_the_same()
    {
        var buffers = ((UringDriver)SocketPair.Driver).Buffers;
        var hoarders = new List<SocketPair>();
        try
        {
            while (buffers.Free > 0)
            {
                Assert.True(hoarders.Count < 200, $"{buffers.Free} buffers are left after 200 hoarders.");
                var hoarder = await SocketPair.CreateAsync();
                hoarders.Add(hoarder);
                var reader = new Reader(hoarder.Right);
                var told = reader.WaitAsync();
                await hoarder.Left.SendAsync(new byte[128 * 1024]);
                await told;
                for (var i = 0; i < 20; i++)
                    await EventLoop.Yield();
            }

            using var pair = await SocketPair.CreateAsync();
            var late = new Reader(pair.Right);
            var waiting = late.WaitAsync();
            await pair.Left.SendAsync("hello"u8.ToArray());
            await waiting;
            Assert.Equal(5, await late.TakeAsync());
            pair.Left.Shutdown(SocketShutdown.Send);
            Assert.Equal(0, await late.TakeAsync());
        }
        finally
        {
            hoarders.ForEach(static pair => pair.Dispose());
        }
    }

    private sealed class Reader(DriverSocket socket) : ISocketUser
    {
        private TaskCompletionSource? _told;

        internal byte[] Buffer { get; set; } = new byte[100];

        internal int Told { get; private set; }

        public void OnReadable()
        {
            Told++;
            _told!.TrySetResult();
        }

        public void OnSent(Exception? failure) => throw new InvalidOperationException("Nothing was sent.");

        internal Task WaitAsync()
        {
            _told = new TaskCompletionSource();
            socket.WhenReadable(this);
            return _told.Task;
        }

        internal async Task<int> TakeAsync()
        {
            while (true)
            {
                if (socket.TryReceive(Buffer) is var taken and >= 0)
                    return taken;
                await WaitAsync();
            }
        }
    }
}
