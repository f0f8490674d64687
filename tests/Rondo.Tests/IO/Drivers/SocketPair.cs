using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.Tests.IO.Drivers;

/// <summary>Two connected TCP sockets of the current loop's driver.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(DriverSocket left, DriverSocket right) => (Left, Right) = (left, right);

    internal static LoopDriver Driver => LoopDriver.ForCurrent("a test");

    internal DriverSocket Left { get; }

    internal DriverSocket Right { get; }

    internal static DriverSocket Listen()
    {
        var listener = Driver.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        return listener;
    }

    internal static async Task<SocketPair> CreateAsync()
    {
        using var listener = Listen();
        var left = Driver.OpenSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await left.ConnectAsync(listener.LocalEndPoint!);
        return new SocketPair(left, Driver.Adopt(await listener.AcceptAsync()));
    }

    public void Dispose()
    {
        Left.Dispose();
        Right.Dispose();
    }
}
