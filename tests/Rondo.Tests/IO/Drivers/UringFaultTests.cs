using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;
using Rondo.IO.Drivers.Probing;
using Rondo.IO.Drivers.Uring;

namespace Rondo.Tests.IO.Drivers;

/// <summary>What goes wrong with rings only.</summary>
public sealed class UringFaultTests
{
    private const string Uring = "uring";

    [LoopFact(Drivers = Uring)]
    public Task Completions_beyond_the_queue_end_multishots_which_are_armed_again()
    {
        var calls = new FaultyCalls { RingSize = (4, 8) };
        using var second = SecondDriver.Uring(calls);
        var connections = Enumerable.Range(0, 40).Select(_ => second.Connect()).ToArray();
        for (var round = 0; round < 5; round++)
        {
            var receives = connections.Select(c => c.Ours.ReceiveAsync(new byte[10])).ToArray();
            second.Driver.Wait(0);
            // Forty completions at once for a queue of eight.
            foreach (var (_, peer) in connections)
                peer.Send("abc"u8);
            foreach (var receive in receives)
                Assert.Equal(3, second.Await(receive));
        }

        foreach (var (_, peer) in connections)
            peer.Dispose();
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Uring)]
    public async Task A_wakeup_poll_that_ended_silently_is_armed_again()
    {
        var calls = new FaultyCalls { RingSize = (4, 8) };
        using var second = SecondDriver.Uring(calls);
        var connections = Enumerable.Range(0, 40).Select(_ => second.Connect()).ToArray();
        for (var round = 0; round < 5; round++)
        {
            var receives = connections.Select(c => c.Ours.ReceiveAsync(new byte[10])).ToArray();
            second.Driver.Wait(0);
            foreach (var (_, peer) in connections)
                peer.Send("abc"u8);
            second.Driver.Wake();
            foreach (var receive in receives)
                Assert.Equal(3, second.Await(receive));
        }

        while (second.Driver.HasWork)
            second.Driver.Wait(0);
        var woken = Task.Run(() => second.Driver.Wake());
        second.Driver.Wait(60_000_000_000);
        await woken;
        foreach (var (_, peer) in connections)
            peer.Dispose();
    }

    [LoopFact(Drivers = Uring)]
    public Task Exhausted_buffers_close_no_connection()
    {
        using var second = SecondDriver.Uring(new FaultyCalls());
        var driver = (UringDriver)second.Driver;
        // This one is armed while there are buffers, and meets ENOBUFS later.
        var (armed, armedPeer) = second.Connect();
        var waiting = armed.ReceiveAsync(new byte[10]);
        driver.Wait(0);
        var hoarders = new List<(DriverSocket Ours, Socket Peer)>();
        var one = new byte[1];
        while (driver.Buffers.Free > 0)
        {
            Assert.True(hoarders.Count < 200, $"{driver.Buffers.Free} buffers are left after 200 hoarders.");
            var connection = second.Connect();
            hoarders.Add(connection);
            var first = connection.Ours.ReceiveAsync(one);
            driver.Wait(0);
            for (var i = 0; i < 16; i++)
                connection.Peer.Send(new byte[BufferRing.Size]);
            second.Await(first);
            driver.Wait(0);
        }

        armedPeer.Send("early"u8);
        Assert.Equal(5, second.Await(waiting));
        armedPeer.Dispose();
        var (ours, peer) = second.Connect();
        for (var i = 0; i < 3; i++)
        {
            var receive = ours.ReceiveAsync(new byte[10]);
            driver.Wait(0);
            peer.Send("still"u8);
            Assert.Equal(5, second.Await(receive));
        }

        // Nothing of the hoarded data is lost either, and with it the buffers come back.
        foreach (var (hoarder, hoarderPeer) in hoarders)
        {
            var rest = (16 * BufferRing.Size) - 1;
            var buffer = new byte[100_000];
            while (rest > 0)
                rest -= second.Await(hoarder.ReceiveAsync(buffer));
            Assert.Equal(0, rest);
            hoarderPeer.Dispose();
        }

        Assert.Equal(BufferRing.Count, driver.Buffers.Free);
        peer.Dispose();
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Uring)]
    public Task A_reader_that_does_not_read_holds_few_buffers()
    {
        using var second = SecondDriver.Uring(new FaultyCalls());
        var driver = (UringDriver)second.Driver;
        var (ours, peer) = second.Connect();
        using var _ = peer;
        peer.Blocking = false;
        var first = ours.ReceiveAsync(new byte[1]);
        var sent = 0L;
        for (var i = 0; i < 1000; i++)
        {
            try
            {
                sent += peer.Send(new byte[10_000]);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
            {
                break;
            }

            driver.Wait(0);
        }

        Assert.InRange(BufferRing.Count - driver.Buffers.Free, 1, 64);
        var received = (long)second.Await(first);
        var buffer = new byte[65536];
        while (received < sent)
            received += second.Await(ours.ReceiveAsync(buffer));
        Assert.Equal(sent, received);
        Assert.Equal(BufferRing.Count, driver.Buffers.Free);
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Uring)]
    public async Task A_send_that_was_made_before_its_cancellation_has_succeeded()
    {
        using var second = SecondDriver.Uring(new FaultyCalls());
        var (ours, peer) = second.Connect();
        using var _ = peer;
        var send = default(ValueTask);
        await CancelScope.MoveOnAfter(TimeSpan.FromHours(1), () =>
        {
            send = ours.SendAsync("done"u8.ToArray());
            CancelScope.Current!.Cancel();
            return Task.CompletedTask;
        });
        second.Await(send);
        Assert.Equal(4, peer.Receive(new byte[10]));
    }

    [LoopFact(Drivers = Uring)]
    public async Task A_cancellation_that_races_with_a_datagram_loses_nothing()
    {
        using var second = SecondDriver.Uring(new FaultyCalls());
        var ours = second.Open(SocketType.Dgram, ProtocolType.Udp);
        ours.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        peer.Connect(ours.LocalEndPoint!);
        for (var i = 0; i < 200; i++)
        {
            var receive = default(ValueTask<(int Bytes, EndPoint From)>);
            await CancelScope.MoveOnAfter(TimeSpan.FromHours(1), () =>
            {
                receive = ours.ReceiveFromAsync(new byte[10]);
                second.Driver.Wait(0);
                if (i % 2 == 0)
                    peer.Send("x"u8);
                CancelScope.Current!.Cancel();
                if (i % 2 != 0)
                    peer.Send("x"u8);
                return Task.CompletedTask;
            });
            try
            {
                Assert.Equal(1, second.Await(receive).Bytes);
            }
            catch (ScopeCanceledException)
            {
                Assert.Equal(1, second.Await(ours.ReceiveFromAsync(new byte[10])).Bytes);
            }
        }
    }

    [LoopFact(Drivers = Uring)]
    public Task A_late_completion_of_an_old_generation_reaches_nobody()
    {
        using var second = SecondDriver.Uring(new FaultyCalls());
        var driver = (UringDriver)second.Driver;
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var fd = (int)silent.SafeHandle.DangerousGetHandle();
        var first = new Target();
        var old = Nop(driver, first);
        second.Turn(() => first.Completions == 1);
        // The slot's next owner waits for what does not come.
        var next = new Target();
        var current = Poll(driver, next, fd);
        Assert.Equal((uint)old, (uint)current);
        Late(driver, old);
        Late(driver, ((ulong)uint.MaxValue << 32) | 12345);
        second.Driver.Wait(1_000_000);
        Assert.Equal((1, 0), (first.Completions, next.Completions));
        driver.Cancel(current);
        second.Turn(() => next.Completions == 1);
        // And one that comes when the slot has no owner.
        Late(driver, current);
        second.Driver.Wait(1_000_000);
        Assert.Equal((1, 1), (first.Completions, next.Completions));
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Uring)]
    public Task Short_memory_halves_the_ring_before_it_gives_up()
    {
        var calls = new FaultyCalls { OnSetup = entries => entries > 100 ? -Errno.ENOMEM : 0 };
        using (SecondDriver.Uring(calls))
            Assert.Equal([512u, 256u, 128u, 64u], calls.EntriesTried);
        calls = new FaultyCalls { OnSetup = _ => -Errno.ENOMEM };
        var (driver, reason) = DriverProbe.Create(null, Rondo.Core.Scheduler.Current!, calls);
        Assert.Equal([512u, 256u, 128u, 64u], calls.EntriesTried);
        Assert.Equal("epoll", driver.Name);
        Assert.Equal("io_uring_setup failed with ENOMEM: not enough locked memory (ulimit -l); using epoll", reason);
        driver.Dispose();
        return Task.CompletedTask;
    }

    private static unsafe ulong Nop(UringDriver driver, Target target)
    {
        // Safety: a request without memory.
        driver.Submit(target, out var userData)->Opcode = Sqe.Nop;
        return userData;
    }

    private static unsafe ulong Poll(UringDriver driver, Target target, int fd)
    {
        // Safety: a request without memory.
        var sqe = driver.Submit(target, out var userData);
        sqe->Opcode = Sqe.PollAdd;
        sqe->Fd = fd;
        sqe->OperationFlags = Constants.EpollIn;
        return userData;
    }

    /// <summary>Makes the kernel say something about a request that it was not given.</summary>
    private static unsafe void Late(UringDriver driver, ulong userData)
    {
        // Safety: a request without memory.
        var sqe = driver.Next();
        sqe->Opcode = Sqe.Nop;
        sqe->UserData = userData;
    }

    private sealed class Target : IUringTarget
    {
        internal int Completions { get; private set; }

        public void Complete(int result, uint flags) => Completions++;
    }
}
