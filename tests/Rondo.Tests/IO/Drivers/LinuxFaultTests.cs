using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;
using Rondo.IO.Drivers.Probing;

namespace Rondo.Tests.IO.Drivers;

/// <summary>Faults that both Linux drivers have to live through.</summary>
[Collection(nameof(Descriptors))]
public sealed class LinuxFaultTests
{
    private const string Linux = "uring,epoll";

    [LoopFact(Drivers = Linux)]
    public Task An_interrupted_wait_only_looks_again()
    {
        var interruptions = 5;
        int Interrupt() => interruptions-- > 0 ? -Errno.EINTR : 0;
        var calls = new FaultyCalls();
        using var second = SecondDriver.OfLoop(calls);
        var (ours, peer) = second.Connect();
        using var _ = peer;
        var receive = ours.ReceiveAsync(new byte[10]);
        peer.Send("hello"u8);
        calls.OnEpollWait = calls.OnEnter = Interrupt;
        Assert.Equal(5, second.Await(receive));
        Assert.True(interruptions < 0);
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Linux)]
    public Task Draining_ends_everything_in_flight()
    {
        using var second = SecondDriver.OfLoop(new FaultyCalls());
        var (ours, peer) = second.Connect();
        using var _ = peer;
        var datagrams = second.Open(SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var listener = second.Open(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var receive = ours.ReceiveAsync(new byte[10]);
        var send = ours.SendAsync(new byte[64 << 20]);
        var datagram = datagrams.ReceiveFromAsync(new byte[10]);
        var accept = listener.AcceptAsync();
        Assert.Equal(4, second.Driver.Outstanding);
        second.Driver.Wait(0);
        second.Driver.Drain();
        Assert.Equal(0, second.Driver.Outstanding);
        var error = Assert.Throws<ObjectDisposedException>(() => receive.GetAwaiter().GetResult());
        Assert.StartsWith($"The loop '{EventLoop.Current}' has ended, and the operation with it.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => send.GetAwaiter().GetResult());
        Assert.Throws<ObjectDisposedException>(() => datagram.GetAwaiter().GetResult());
        Assert.Throws<ObjectDisposedException>(() => accept.GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Linux)]
    public async Task A_suspended_receive_and_a_send_allocate_nothing()
    {
        using var pair = await SocketPair.CreateAsync();
        var message = new byte[64];
        var buffer = new byte[64];
        // The runtime itself allocates on this thread now and then, when it replaces compiled code: one window without any shows that we do not.
        var least = long.MaxValue;
        for (var window = 0; window < 20 && least > 0; window++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                var receive = pair.Right.ReceiveAsync(buffer);
                Assert.False(receive.IsCompleted);
                await pair.Left.SendAsync(message);
                await receive;
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [LoopFact(Drivers = Linux)]
    public async Task Idle_connections_make_no_turns()
    {
        var pairs = new List<SocketPair>();
        for (var i = 0; i < 100; i++)
            pairs.Add(await SocketPair.CreateAsync());
        await TaskGroup.RunAsync(async group =>
        {
            var scope = CancelScope.Current!;
            foreach (var pair in pairs)
                _ = group.Start(async () => await pair.Right.ReceiveAsync(new byte[10]));
            var loop = EventLoop.Current;
            var (first, last) = await Watch(loop);
            Assert.Equal(first, last);
            scope.Cancel();
        });
        pairs.ForEach(pair => pair.Dispose());
    }

    [LoopFact(Drivers = Linux)]
    public async Task A_thousand_connections_come_and_go_without_losing_a_descriptor()
    {
        using var listener = SocketPair.Listen();
        var mine = new HashSet<string>();
        for (var round = 0; round < 1000; round++)
        {
            using var client = SocketPair.Driver.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(listener.LocalEndPoint!);
            using var server = SocketPair.Driver.Adopt(await listener.AcceptAsync());
            mine.Add(Inode(client));
            mine.Add(Inode(server));
            var buffer = new byte[8];
            var receive = server.ReceiveAsync(buffer);
            await client.SendAsync(BitConverter.GetBytes((long)round));
            Assert.Equal(8, await receive);
            Assert.Equal(round, BitConverter.ToInt64(buffer));
            // Every other one is closed with a receive in flight.
            if (round % 2 == 0)
                continue;
            var cut = server.ReceiveAsync(buffer);
            server.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await cut);
        }

        await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
        var open = Directory.GetFiles("/proc/self/fd").Select(static fd => new FileInfo(fd).LinkTarget).ToHashSet();
        Assert.Equal(2000, mine.Count);
        Assert.DoesNotContain(mine, open.Contains);
    }

    [LoopFact(Drivers = Linux)]
    public async Task A_loop_that_ends_leaves_no_descriptor_and_no_operation()
    {
        var driver = EventLoop.Current.DriverName;
        for (var round = 0; round < 25; round++)
        {
            // What this loop opens and closes: the process's descriptors are other tests' as well.
            var calls = new FaultyCalls();
            var abandoned = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
            var reported = new List<Exception>();
            await Task.Run(() => EventLoop.Run(
                async () =>
                {
                    var pair = await SocketPair.CreateAsync();
                    _ = EventLoop.Current.RootGroup.Start(() => CancelScope.Shield(Timeout.InfiniteTimeSpan, async () =>
                    {
                        try
                        {
                            await pair.Right.ReceiveAsync(new byte[1]);
                        }
                        catch (ObjectDisposedException exception)
                        {
                            pair.Dispose();
                            abandoned.TrySetResult(exception);
                            throw;
                        }
                    }));
                    await EventLoop.Yield();
                },
                new EventLoopOptions
                {
                    Driver = driver,
                    HandleSignals = false,
                    GracePeriod = TimeSpan.FromMilliseconds(1),
                    HardDeadline = TimeSpan.FromMilliseconds(1),
                    UnhandledException = (_, exception) => reported.Add(exception),
                    Open = (name, scheduler) => DriverProbe.Create(name, scheduler, calls),
                }));
            Assert.IsType<TimeoutException>(Assert.Single(reported));
            Assert.Equal(2, calls.Opened); // a ring or an epoll, and an eventfd
            Assert.Empty(calls.Open);
            var error = await abandoned.Task;
            Assert.StartsWith($"The loop 'loop ({driver})' has ended, and the operation with it.", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>The kernel's number for a socket, which no other has had; those of descriptors come again.</summary>
    private static string Inode(DriverSocket socket) => new FileInfo($"/proc/self/fd/{((LinuxSocket)socket).Fd}").LinkTarget!;

    private static Task<(long First, long Last)> Watch(EventLoop loop)
    {
        var done = new TaskCompletionSource<(long, long)>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Another thread's real clock: one on this loop would itself make turns.
        var first = new Timer(_ => { }, null, Timeout.Infinite, Timeout.Infinite);
        var start = 0L;
        var ticks = 0;
        first = new Timer(
            _ =>
            {
                if (ticks++ == 0)
                {
                    start = loop.Statistics.Turns;
                    return;
                }

                first.Dispose();
                done.TrySetResult((start, loop.Statistics.Turns));
            },
            null,
            100,
            100);
        return done.Task;
    }
}
