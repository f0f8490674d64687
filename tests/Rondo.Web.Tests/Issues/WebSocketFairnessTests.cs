using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>All frames that had come were taken in one step, however many: every other client of the loop waited.</summary>
public class WebSocketFairnessTests
{
    private const int Frames = 20_000;

    [Theory]
    [InlineData("epoll", 0x9)]
    [InlineData("epoll", 0x2)]
    [InlineData("uring", 0x9)]
    [InlineData("uring", 0x2)]
    public async Task A_client_that_sends_many_frames_gives_way_to_others(string driver, byte opcode)
    {
        if (!AvailableDrivers.All.Contains(driver))
            driver = AvailableDrivers.All[0];
        var allSent = new TaskCompletionSource();
        var received = 0;
        var receivedBeforeOther = -1;
        Socket? other = null;
        Uri? address = null;
        await using var app = await ServedApp.StartAsync(driver, app =>
        {
            app.UseWebSockets();
            app.MapGet("/other", () => { receivedBeforeOther = received; });
            app.Map("/ws", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                var buffer = new byte[16];
                await socket.ReceiveAsync(buffer, CancellationToken.None);
                await allSent.Task;
                // The loop takes in a block of 4 KB each time that it comes by.
                for (var i = 0; i < 1000; i++)
                    await EventLoop.Yield();
                other = Ask(address!);
                while ((await socket.ReceiveAsync(buffer, CancellationToken.None)).MessageType != WebSocketMessageType.Text)
                    received++;
                received++;
            });
        });
        address = app.Address;
        await using var stream = await app.ConnectAsync();
        await stream.WriteAsync("GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 101", await RawHttp.ReadResponseAsync(stream));
        byte[] first = [0x82, 0x80, 0, 0, 0, 0];
        await stream.WriteAsync(first);
        await stream.WriteAsync(Enumerable.Repeat(new byte[] { (byte)(0x80 | opcode), 0x80, 0, 0, 0, 0 }, Frames).SelectMany(static frame => frame).Concat(new byte[] { 0x81, 0x80, 0, 0, 0, 0 }).ToArray());
        allSent.SetResult();
        while (other is null)
            await Task.Yield();
        var answer = new byte[12];
        await new NetworkStream(other, ownsSocket: true).ReadExactlyAsync(answer);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(answer));
        Assert.InRange(receivedBeforeOther, 0, opcode == 0x9 ? 0 : Frames / 2);
    }

    private static Socket Ask(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(address.Host, address.Port);
        socket.Send("GET /other HTTP/1.1\r\nHost: a\r\n\r\n"u8);
        return socket;
    }
}
