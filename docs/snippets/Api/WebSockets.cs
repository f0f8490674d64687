using System.Net.WebSockets;

namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/websockets.md.</summary>
public static class WebSockets
{
    internal static void Map(RondoApp app)
    {
        // begin api-socket
        app.WebSocket("/tables/{table}", async (int table, WebSocketSession<Wish, Served> session) =>
        {
            if (table > 40)
                throw new NotFound($"There is no table {table}.");
            await foreach (var wish in session.ReadAllAsync())
                await session.SendAsync(new Served(table, wish.Dish));
        });
        // end api-socket

        // begin api-socket-options
        app.WebSocket("/echo", async (RawWebSocketSession session) =>
        {
            await foreach (var message in session.ReadAllAsync())
                await session.SendTextAsync(message.Text);
        }).WithSocket(new SocketOptions { MaxMessageBytes = 1024, AllowedOrigins = ["https://kitchen.example"] });
        // end api-socket-options
    }

    // begin api-socket-types
    public sealed record Wish([Length(1, 20)] string Dish);

    public sealed record Served(int Table, string Dish);
    // end api-socket-types

    public class Tests
    {
        // begin api-socket-test
        [LoopFact(Virtual = true)]
        public async Task Wishes_are_served()
        {
            await using var client = await TestClient.StartAsync(GuideApp.Build(Map));
            await using var socket = await client.WebSocketAsync("/tables/7");
            await socket.SendJsonAsync(new Wish("soup"));
            Assert.Equal(new Served(7, "soup"), await socket.ReceiveJsonAsync<Served>());
            await socket.SendTextAsync("""{"dish":""}"""); // is answered, and the connection lives
            Assert.Equal(
                """{"type":"error","errors":[{"in":"message","pointer":"/dish","code":"length","message":"It must have 1 to 20 characters.","value":""}]}""",
                await socket.ReceiveTextAsync());
            await socket.CloseAsync();
        }
        // end api-socket-test

        [LoopFact(Virtual = true)]
        public async Task Errors_close_and_text_is_echoed()
        {
            await using var client = await GuideApp.StartAsync(Map);
            await using (var socket = await client.WebSocketAsync("/tables/41"))
            {
                Assert.Equal((WebSocketCloseStatus)4404, await socket.WaitClosedAsync());
                Assert.Equal("There is no table 41.", socket.CloseReason);
            }

            Assert.Equal(422, (int)(await Assert.ThrowsAsync<TestSocketException>(() => client.WebSocketAsync("/tables/x"))).StatusCode!);
            Assert.Equal(426, (int)(await client.GetAsync("/tables/7")).StatusCode);
            await using var echo = await client.WebSocketAsync("/echo");
            await echo.SendTextAsync("hello");
            Assert.Equal("hello", await echo.ReceiveTextAsync());
            await echo.SendTextAsync(new string('x', 2000));
            Assert.Equal(WebSocketCloseStatus.MessageTooBig, await echo.WaitClosedAsync());
            Assert.Equal(403, (int)(await Assert.ThrowsAsync<TestSocketException>(() => client.WebSocketAsync("/echo", configure: static request => request.Headers.Add("Origin", "https://evil.example")))).StatusCode!);
        }
    }
}
