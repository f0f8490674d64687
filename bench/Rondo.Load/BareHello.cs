using System.Net;
using System.Net.Sockets;
using Rondo;
using Rondo.IO.Drivers;

namespace Rondo.Load;

/// <summary>A canned HTTP answer to whatever arrives, over bare sockets of the loop: what the runtime costs below any server.</summary>
internal static class BareHello
{
    private static readonly byte[] s_answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!"u8.ToArray();

    internal static void Run(int port, string? driver) => EventLoop.Run(
        () => TaskGroup.RunAsync(async group => await Task.CompletedTask),
        new EventLoopOptions { Driver = driver });
}
