using System.Net;
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
        return new SocketsHttpHandler
        {
            // The pool connects from a thread of its own choice, and outlives the request that made it connect.
            ConnectCallback = (context, token) => new ValueTask<Stream>(
                loop.InvokeAsync(() => CancelScope.LinkTo(token, () => ConnectAsync(context.DnsEndPoint)))),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that changes of DNS are seen
        };
    }

    private static async Task<Stream> ConnectAsync(DnsEndPoint endPoint) =>
        (await TcpStream.ConnectAsync(endPoint.Host, endPoint.Port)).AsStream();
}
