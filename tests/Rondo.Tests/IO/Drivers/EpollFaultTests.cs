using System.Net.Sockets;
using Rondo.IO.Drivers.Linux;

namespace Rondo.Tests.IO.Drivers;

/// <summary>Faults of the calls that the epoll driver makes on the loop.</summary>
public sealed class EpollFaultTests
{
    private const string Epoll = "epoll";

    [LoopFact(Drivers = Epoll)]
    public Task Interrupted_calls_are_made_again()
    {
        var interruptions = 3;
        var calls = new FaultyCalls();
        using var second = SecondDriver.Epoll(calls);
        var (ours, peer) = second.Connect();
        using var _ = peer;
        peer.Send("hello"u8);
        calls.OnRecv = calls.OnSend = () => interruptions-- > 0 ? -Errno.EINTR : 0;
        Assert.Equal(5, second.Await(ours.ReceiveAsync(new byte[10])));
        interruptions = 3;
        second.Await(ours.SendAsync("back"u8.ToArray()));
        Assert.Equal(4, peer.Receive(new byte[10]));
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Epoll)]
    public Task A_failed_receive_says_what_the_kernel_said()
    {
        var calls = new FaultyCalls();
        using var second = SecondDriver.Epoll(calls);
        var (ours, peer) = second.Connect();
        using var _ = peer;
        calls.OnRecv = () => -Errno.ENOBUFS;
        var error = Assert.Throws<SocketException>(() => second.Await(ours.ReceiveAsync(new byte[10])));
        Assert.Equal(SocketError.NoBufferSpaceAvailable, error.SocketErrorCode);
        Assert.Equal("receive failed: No buffer space available (ENOBUFS).", error.Message);
        calls.OnRecv = () => 0;
        peer.Send("lives"u8);
        Assert.Equal(5, second.Await(ours.ReceiveAsync(new byte[10])));
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Epoll)]
    public Task A_connection_that_broke_in_the_backlog_is_skipped_and_a_full_table_is_told()
    {
        var faults = new Queue<int>([-Errno.ECONNABORTED, -Errno.EPROTO, -Errno.EINTR, -Errno.EMFILE]);
        var calls = new FaultyCalls { OnAccept = () => faults.TryDequeue(out var fault) ? fault : 0 };
        using var second = SecondDriver.Epoll(calls);
        var listener = second.Open(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        listener.Listen(5);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        var error = Assert.Throws<SocketException>(() => second.Await(listener.AcceptAsync()));
        Assert.Equal(SocketError.TooManyOpenSockets, error.SocketErrorCode);
        // The readiness was not lost with the error: the connection is still there.
        second.Await(listener.AcceptAsync()).Dispose();
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Epoll)]
    public Task An_event_of_a_closed_socket_does_not_reach_the_next_owner_of_its_number()
    {
        var receives = 0;
        var calls = new FaultyCalls();
        using var second = SecondDriver.Epoll(calls);
        var (first, firstPeer) = second.Connect();
        using var _ = firstPeer;
        var receive = first.ReceiveAsync(new byte[1]);
        second.Driver.Wait(0);
        // A duplicate, as a child process may hold one, keeps the registration alive after the close.
        const int duplicate = 1030;
        var copy = Libc.Check(Libc.Fcntl(((LinuxSocket)first).Fd, duplicate, 0));
        Assert.True(copy > 0);
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => receive.GetAwaiter().GetResult());
        var (ours, peer) = second.Connect();
        using var __ = peer;
        var waiting = ours.ReceiveAsync(new byte[10]);
        second.Driver.Wait(0);
        calls.OnRecv = () =>
        {
            receives++;
            return 0;
        };
        firstPeer.Send("not yours"u8);
        second.Driver.Wait(5_000_000);
        Assert.Equal(0, receives);
        Assert.False(waiting.IsCompleted);
        peer.Send("mine"u8);
        Assert.Equal(4, second.Await(waiting));
        Assert.Equal(0, Libc.Close(copy));
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Epoll)]
    public Task Data_before_a_hangup_is_read_to_the_end()
    {
        using var second = SecondDriver.Epoll(new FaultyCalls());
        var (ours, peer) = second.Connect();
        var receive = ours.ReceiveAsync(new byte[1000]);
        peer.Send(new byte[10]);
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(10, second.Await(receive));
        Assert.Equal(0, second.Await(ours.ReceiveAsync(new byte[1000])));
        peer.Dispose();
        return Task.CompletedTask;
    }
}
