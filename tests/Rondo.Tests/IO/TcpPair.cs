using System.Net;
using Rondo.IO;

namespace Rondo.Tests.IO;

/// <summary>Two ends of a TCP connection on the loop of the test.</summary>
internal static class TcpPair
{
    /// <summary>A loopback address where other tests do not take up a port that has just come free.</summary>
    internal const string Quiet = "127.9.8.7";

    internal static async Task<(TcpStream Client, TcpStream Server)> ConnectAsync(TcpStreamOptions? options = null)
    {
        using var listener = TcpListener.Bind(new IPEndPoint(IPAddress.Loopback, 0), new TcpListenerOptions { Stream = options ?? new TcpStreamOptions() });
        var client = await TcpStream.ConnectAsync(listener.LocalEndPoint, options);
        return (client, await listener.AcceptAsync());
    }

    /// <summary>Runs a test with both ends and closes them.</summary>
    internal static async Task UseAsync(Func<TcpStream, TcpStream, Task> test, TcpStreamOptions? options = null)
    {
        var (client, server) = await ConnectAsync(options);
        using (client)
        using (server)
            await test(client, server);
    }
}
