using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;
using Rondo.IO.Drivers.Uring;

namespace Rondo.Tests.IO.Drivers;

/// <summary>O_NONBLOCK belongs to the description, which others may share: io_uring then fails a request that would wait, and made it again without end.</summary>
public sealed class NonBlockingDescriptionTests
{
    private const string Uring = "uring";

    [LoopFact]
    public async Task A_socket_whose_view_is_made_non_blocking_works_on()
    {
        using var pair = await SocketPair.CreateAsync();
        using var left = pair.Left.ToSocket();
        using var right = pair.Right.ToSocket();
        left.Blocking = right.Blocking = false;
        var sent = new byte[1 << 20];
        new Random(3).NextBytes(sent);
        for (var round = 0; round < 2; round++)
        {
            var received = new MemoryStream();
            await TaskGroup.RunAsync(group =>
            {
                group.Start(async () => await pair.Left.SendAsync(sent));
                group.Start(async () =>
                {
                    var buffer = new byte[5000];
                    while (received.Length < sent.Length)
                    {
                        await pair.Right.ReceiveAsync(Memory<byte>.Empty);
                        received.Write(buffer, 0, await pair.Right.ReceiveAsync(buffer));
                    }
                });
                return Task.CompletedTask;
            });
            Assert.Equal(sent, received.ToArray());
        }
    }

    [LoopFact]
    public async Task A_listener_that_is_shared_with_a_non_blocking_owner_accepts()
    {
        using var listener = SocketPair.Listen();
        using var view = listener.ToSocket();
        view.Blocking = false;
        for (var i = 0; i < 3; i++)
        {
            var accepting = listener.AcceptAsync();
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(2));
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(listener.LocalEndPoint!);
            (await accepting).Dispose();
        }
    }

    [LoopFact]
    public async Task A_wait_on_a_non_blocking_description_can_be_cancelled()
    {
        using var pair = await SocketPair.CreateAsync();
        using var view = pair.Right.ToSocket();
        view.Blocking = false;
        Assert.True(await InFlight.EndsAtDeadlineAsync(() => pair.Right.ReceiveAsync(new byte[1]).AsTask()));
        await pair.Left.SendAsync("x"u8.ToArray());
        Assert.Equal(1, await pair.Right.ReceiveAsync(new byte[9]));
        using var listener = SocketPair.Listen();
        using var listening = listener.ToSocket();
        listening.Blocking = false;
        Assert.True(await InFlight.EndsAtDeadlineAsync(() => listener.AcceptAsync().AsTask()));
    }

    [LoopFact(Drivers = Uring)]
    public Task A_receive_that_waits_rests() => RestsAsync(
        SocketType.Stream,
        static ours => Started(ours.ReceiveAsync(new byte[9]), 4),
        static peer => peer.Send("data"u8));

    [LoopFact(Drivers = Uring)]
    public Task A_wait_for_readability_rests() => RestsAsync(
        SocketType.Stream,
        static ours => Started(ours.ReceiveAsync(Memory<byte>.Empty), 0),
        static peer => peer.Send("data"u8));

    [LoopFact(Drivers = Uring)]
    public Task A_receive_of_a_datagram_rests() => RestsAsync(
        SocketType.Dgram,
        static ours =>
        {
            var receive = ours.ReceiveFromAsync(new byte[9]);
            return (() => receive.IsCompleted, () => Assert.Equal(4, receive.GetAwaiter().GetResult().Bytes));
        },
        static peer => peer.Send("data"u8));

    [LoopFact(Drivers = Uring)]
    public Task A_send_that_waits_rests() => RestsAsync(
        SocketType.Stream,
        static ours =>
        {
            var send = ours.SendAsync(new byte[8 << 20]);
            return (() => send.IsCompleted, () => send.GetAwaiter().GetResult());
        },
        static peer =>
        {
            var rest = 8 << 20;
            var buffer = new byte[1 << 20];
            while (rest > 0 && peer.Poll(1000, SelectMode.SelectRead))
                rest -= peer.Receive(buffer);
        });

    [LoopFact(Drivers = Uring)]
    public Task A_reader_that_is_told_rests()
    {
        var calls = new FaultyCalls();
        using var second = SecondDriver.Uring(calls);
        var (ours, peer) = second.Connect();
        using var _ = peer;
        RefuseToWait(second, calls);
        ours.WhenReadable(new Told());
        AssertRests(second);
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Uring)]
    public Task An_accept_rests()
    {
        var calls = new FaultyCalls();
        using var second = SecondDriver.Uring(calls);
        var listener = second.Open(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(5);
        RefuseToWait(second, calls);
        var accepting = listener.AcceptAsync();
        AssertRests(second);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        second.Await(accepting).Dispose();
        return Task.CompletedTask;
    }

    [LoopFact(Drivers = Uring)]
    public Task A_connect_succeeds()
    {
        using var second = SecondDriver.Uring(new FaultyCalls());
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var ours = second.Open(SocketType.Stream, ProtocolType.Tcp);
        LinuxSocket.SetNonBlocking(((LinuxSocket)ours).Fd, true);
        second.Await(ours.ConnectAsync(listener.LocalEndPoint!));
        Assert.Equal(listener.LocalEndPoint, ours.RemoteEndPoint);
        return Task.CompletedTask;
    }

    private static Task RestsAsync(SocketType type, Func<DriverSocket, (Func<bool> IsCompleted, Action Check)> start, Action<Socket> serve)
    {
        var calls = new FaultyCalls();
        using var second = SecondDriver.Uring(calls);
        var (ours, peer) = type == SocketType.Stream ? second.Connect() : ConnectDatagrams(second);
        using var _ = peer;
        RefuseToWait(second, calls);
        var (isCompleted, check) = start(ours);
        AssertRests(second);
        Assert.False(isCompleted());
        for (var turn = 0; !isCompleted(); turn++)
        {
            Assert.True(turn < 1000, "The operation did not complete.");
            if (turn == 0 || type == SocketType.Stream && peer.Available > 0)
                serve(peer);
            second.Driver.Wait(1_000_000);
        }

        check();
        return Task.CompletedTask;
    }

    private static (Func<bool> IsCompleted, Action Check) Started(ValueTask<int> operation, int result) =>
        (() => operation.IsCompleted, () => Assert.Equal(result, operation.GetAwaiter().GetResult()));

    private static (DriverSocket Ours, Socket Peer) ConnectDatagrams(SecondDriver second)
    {
        var ours = second.Open(SocketType.Dgram, ProtocolType.Udp);
        ours.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        peer.Connect(ours.LocalEndPoint!);
        return (ours, peer);
    }

    /// <summary>Marks every request as one that must not wait, which has the kernel fail it as it does, depending on its version, on such a description.</summary>
    private static unsafe void RefuseToWait(SecondDriver second, FaultyCalls calls)
    {
        const BindingFlags field = BindingFlags.Instance | BindingFlags.NonPublic;
        var ring = (Ring)typeof(UringDriver).GetField("_ring", field)!.GetValue(second.Driver)!;
        // Safety: the mapping of the ring, whose entries the kernel reads when the driver enters it next.
        var entries = (Sqe*)Pointer.Unbox(typeof(Ring).GetField("_sqes", field)!.GetValue(ring)!);
        calls.OnEnter = () =>
        {
            for (var i = 0; i < ring.Entries; i++)
            {
                if (entries[i].Opcode is Sqe.Receive or Sqe.Send or Sqe.ReceiveMessage or Sqe.SendMessage)
                    entries[i].OperationFlags |= Constants.MsgDontWait;
                else if (entries[i].Opcode == Sqe.Accept)
                    entries[i].Priority = 2;
            }

            return 0;
        };
    }

    /// <summary>After a few turns there is nothing to submit and nothing to deliver.</summary>
    private static void AssertRests(SecondDriver second)
    {
        for (var turn = 0; turn < 20; turn++)
            second.Driver.Wait(0);
        Assert.False(second.Driver.HasWork, "The driver submits the same request again and again.");
    }

    private sealed class Told : ISocketUser
    {
        public void OnReadable()
        {
        }

        public void OnSent(Exception? failure)
        {
        }
    }
}
