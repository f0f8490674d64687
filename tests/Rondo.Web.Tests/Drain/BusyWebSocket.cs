using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Rondo.Soak;

namespace Rondo.Web.Tests.Drain;

/// <summary>Messages that are echoed. A close frame that has come together with an echo is known before the next message is sent.</summary>
internal sealed class BusyWebSocket(NetworkStream stream) : BusyClient(stream)
{
    internal static readonly byte[] Message = [0x82, 0x85, 0, 0, 0, 0, .. "hello"u8];

    internal int? Status { get; private set; }

    internal static async Task<BusyWebSocket> ConnectAsync(ServerProcess server, string path)
    {
        var stream = await server.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101 ", head.ToString());
        return new BusyWebSocket(stream);
    }

    private protected override int Answer(out bool last)
    {
        last = false;
        var echo = 0;
        for (var at = 0; Read.Length >= at + 2 && Read.Length >= at + 2 + Read[at + 1];)
        {
            var frame = Read.Slice(at, 2 + Read[at + 1]);
            at += frame.Length;
            if ((frame[0] & 15) == 8)
            {
                last = true;
                Status = BinaryPrimitives.ReadUInt16BigEndian(frame[2..]);
                Stream.Write([0x88, 0x82, 0, 0, 0, 0, frame[2], frame[3]]);
                return echo;
            }

            echo = at;
        }

        return echo;
    }
}
