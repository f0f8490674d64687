using System.Net;
using Rondo.Http.Timeouts;
using Rondo.IO;

namespace Rondo.Http;

/// <summary>The BCL's HTTP client over the loop's sockets.</summary>
public static class LoopHttpHandler
{
    /// <summary>Creates a handler whose connections belong to <paramref name="loop"/>, with happy eyeballs.</summary>
    /// <param name="loop">The loop that the handler is used on; used elsewhere it works, at the cost of a hop per read and write.</param>
    public static SocketsHttpHandler Create(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        return Create(loop, LoopDns.ResolveAsync);
    }

    /// <param name="loop">The loop that the handler is used on.</param>
    /// <param name="resolve">Returns the addresses of a host.</param>
    internal static SocketsHttpHandler Create(EventLoop loop, Func<string, ValueTask<IReadOnlyList<IPAddress>>> resolve) =>
        new()
        {
            // The pool connects from a thread of its own choice, and outlives the request that made it connect.
            ConnectCallback = (context, token) => new ValueTask<Stream>(
                loop.InvokeAsync(() => CancelScope.LinkTo(token, () => ConnectAsync(context, resolve)))),
            PlaintextStreamFilter = static (context, _) =>
            {
                ConnectPhase.Set(context.InitialRequestMessage, HttpPhase.FirstByte);
                return ValueTask.FromResult(context.PlaintextStream);
            },
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that changes of DNS are seen
        };

    private static async Task<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, Func<string, ValueTask<IReadOnlyList<IPAddress>>> resolve)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        ConnectPhase.Set(context.InitialRequestMessage, HttpPhase.Resolve);
        var addresses = await resolve(host);
        ConnectPhase.Set(context.InitialRequestMessage, HttpPhase.Connect);
        var stream = addresses.Count == 1
            ? await TcpStream.ConnectAsync(new IPEndPoint(addresses[0], port))
            : await HappyEyeballs.ConnectAsync(
                host, port, addresses, TcpStreamOptions.Default.AttemptDelay,
                static endPoint => TcpStream.ConnectAsync((EndPoint)endPoint));
        ConnectPhase.Set(context.InitialRequestMessage, HttpPhase.Tls);
        return stream.AsStream();
    }
}
