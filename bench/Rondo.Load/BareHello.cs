using System.Net;
using Rondo.IO;

namespace Rondo.Load;

/// <summary>A canned HTTP answer to whatever arrives, over <see cref="TcpStream"/>: what the runtime costs below any server.</summary>
internal static class BareHello
{
    private static readonly byte[] s_answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"u8.ToArray();

    internal static void Run(int port, string? driver) => EventLoop.Run(
        () => TaskGroup.RunAsync(async group =>
        {
            using var listener = TcpListener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            while (true)
            {
                var stream = await listener.AcceptAsync();
                group.Start(() => Serve(stream));
            }
        }),
        new EventLoopOptions { Driver = driver });

    private static async Task Serve(TcpStream stream)
    {
        using (stream)
        {
            try
            {
                var buffer = new byte[4096];
                while (await stream.ReadAsync(buffer) > 0)
                    await stream.WriteAsync(s_answer);
            }
            catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
            {
                // The client reset the connection; the others go on.
            }
        }
    }
}
