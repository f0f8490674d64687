using System.Net;
using System.Net.Sockets;
using Rondo.Core;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Epoll;
using Rondo.IO.Drivers.Uring;

namespace Rondo.Tests.IO.Drivers;

/// <summary>A driver beside the loop's own, turned by the test: what it meets and when is the test's choice.</summary>
internal sealed class SecondDriver(LoopDriver driver) : IDisposable
{
    private readonly List<DriverSocket> _sockets = [];

    internal LoopDriver Driver { get; } = driver;

    internal static SecondDriver Uring(FaultyCalls calls) =>
        new(UringDriver.TryCreate(Scheduler.Current!, calls, out var reason) ?? throw new InvalidOperationException(reason));

    internal static SecondDriver Epoll(FaultyCalls calls) => new(new EpollDriver(Scheduler.Current!, calls));

    internal static SecondDriver OfLoop(FaultyCalls calls) => EventLoop.Current.DriverName == "uring" ? Uring(calls) : Epoll(calls);

    /// <summary>A socket of this driver, connected to a plain one.</summary>
    internal (DriverSocket Ours, Socket Peer) Connect()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var ours = Open(SocketType.Stream, ProtocolType.Tcp);
        Await(ours.ConnectAsync(listener.LocalEndPoint!));
        return (ours, listener.Accept());
    }

    internal DriverSocket Open(SocketType type, ProtocolType protocol)
    {
        var socket = Driver.OpenSocket(AddressFamily.InterNetwork, type, protocol);
        _sockets.Add(socket);
        return socket;
    }

    internal void Await(ValueTask operation)
    {
        Turn(() => operation.IsCompleted);
        operation.GetAwaiter().GetResult();
    }

    internal T Await<T>(ValueTask<T> operation)
    {
        Turn(() => operation.IsCompleted);
        return operation.GetAwaiter().GetResult();
    }

    internal void Turn(Func<bool> until)
    {
        for (var turn = 0; !until(); turn++)
        {
            Assert.True(turn < 10_000, "The driver made 10,000 turns without what the test waits for.");
            Driver.Wait(1_000_000);
        }
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        Driver.Drain();
        Driver.Dispose();
    }
}
