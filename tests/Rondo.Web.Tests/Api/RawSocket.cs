using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>A WebSocket client that can send what no library would.</summary>
internal sealed class RawSocket(NetworkStream stream) : IAsyncDisposable
{
    internal static async Task<RawSocket> ConnectAsync(ServedApp app)
    {
        var stream = await app.ConnectAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET / HTTP/1.1\r\nHost: {app.Address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one).AsTask().WaitAsync(Eventually.Patience);
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", head.ToString());
        return new RawSocket(stream);
    }

    /// <summary>A frame with a mask of zeros.</summary>
    internal static byte[] Frame(int first, ReadOnlySpan<byte> payload, bool masked = true)
    {
        Assert.True(payload.Length < 126, "Short frames only.");
        return [(byte)first, (byte)((masked ? 0x80 : 0) | payload.Length), .. masked ? new byte[4] : [], .. payload];
    }

    internal Task SendAsync(params byte[] bytes) => stream.WriteAsync(bytes).AsTask().WaitAsync(Eventually.Patience);

    /// <summary>The first byte of the next frame, a short one: 0x81 for a text.</summary>
    internal async Task<int> ReceiveFrameAsync()
    {
        var head = new byte[2];
        await stream.ReadExactlyAsync(head).AsTask().WaitAsync(Eventually.Patience);
        await stream.ReadExactlyAsync(new byte[head[1]]).AsTask().WaitAsync(Eventually.Patience);
        return head[0];
    }

    /// <summary>The code of the close frame that comes, after whatever comes before it.</summary>
    internal async Task<int> ReceiveCloseAsync()
    {
        while (true)
        {
            var head = new byte[2];
            await stream.ReadExactlyAsync(head).AsTask().WaitAsync(Eventually.Patience);
            var payload = new byte[head[1]];
            await stream.ReadExactlyAsync(payload).AsTask().WaitAsync(Eventually.Patience);
            if ((head[0] & 0x0F) == 8)
                return BinaryPrimitives.ReadUInt16BigEndian(payload);
        }
    }

    /// <summary>Returns when the server has ended the connection, politely or not.</summary>
    internal async Task ReceiveEndAsync()
    {
        try
        {
            var buffer = new byte[1024];
            while (await stream.ReadAsync(buffer).AsTask().WaitAsync(Eventually.Patience) > 0)
            {
            }
        }
        catch (IOException)
        {
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
