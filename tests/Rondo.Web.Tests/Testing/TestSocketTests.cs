using System.Net;
using System.Net.WebSockets;
using Rondo.Sync;

namespace Rondo.Web.Tests.Testing;

public class TestSocketTests
{
    [LoopFact]
    public async Task Messages_are_echoed()
    {
        await using var client = await TestClient.StartAsync(Echo());
        await using var socket = await client.WebSocketAsync("/echo?name=ann");
        Assert.Equal("hello ann", await socket.ReceiveTextAsync());
        await socket.SendJsonAsync(new Point(1, 2));
        Assert.Equal(new Point(1, 2), await socket.ReceiveJsonAsync<Point>());
        await socket.SendTextAsync(new string('x', 200_000));
        Assert.Equal(200_000, (await socket.ReceiveTextAsync()).Length);
        await socket.CloseAsync();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [LoopFact]
    public async Task A_refused_upgrade_says_status_and_body()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/chat", () => Results.Text("members only", statusCode: 403))));
        var refused = await Assert.ThrowsAsync<TestSocketException>(() => client.WebSocketAsync("/chat"));
        Assert.Equal("The app refused the WebSocket /chat with 403 (Forbidden): members only", refused.Message);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [LoopFact]
    public async Task Waiting_for_a_message_says_why_the_app_closed()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app =>
        {
            app.UseWebSockets();
            app.Map("/", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "too fast", CancellationToken.None);
            });
        }));
        await using var socket = await client.WebSocketAsync("/");
        var closed = await Assert.ThrowsAsync<TestSocketException>(() => socket.ReceiveTextAsync());
        Assert.Equal("The test waited for a message, but the app closed the connection with 1008 (PolicyViolation), saying 'too fast'.", closed.Message);
    }

    [LoopFact]
    public async Task What_a_handler_throws_reaches_who_waits_for_a_message()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app =>
        {
            app.UseWebSockets();
            app.Map("/", async (HttpContext context) =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                throw new InvalidTimeZoneException("boom");
            });
        }));
        await using var socket = await client.WebSocketAsync("/");
        Assert.Equal("boom", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => socket.ReceiveTextAsync())).Message);
    }

    [LoopFact]
    public async Task A_client_that_vanishes_cancels_the_handler()
    {
        var ended = new Event();
        await using var client = await TestClient.StartAsync(Apps.Build(app =>
        {
            app.UseWebSockets();
            app.Map("/", async (HttpContext context) =>
            {
                try
                {
                    using var socket = await context.WebSockets.AcceptWebSocketAsync();
                    await EventLoop.SleepForever();
                }
                finally
                {
                    ended.Set();
                }
            });
        }));
        await using var socket = await client.WebSocketAsync("/");
        socket.Abort();
        await CancelScope.FailAfter(TimeSpan.FromSeconds(10), async () => await ended.WaitAsync());
    }

    [LoopFact]
    public async Task Events_arrive_one_by_one_with_resume_and_comments()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/events", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            var from = int.Parse(context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } last ? last : "0");
            for (var i = from + 1; i <= from + 2; i++)
            {
                await context.Response.WriteAsync($": beat\n\nid: {i}\nevent: tick\nretry: 3000\ndata: a{i}\r\ndata: b\n\n");
                await context.Response.Body.FlushAsync();
            }

            await context.Response.WriteAsync("data: cut off");
        })));
        var events = new List<TestEvent>();
        await foreach (var each in client.EventsAsync("/events", lastEventId: "7"))
            events.Add(each);
        Assert.Equal([new TestEvent("8", "tick", "a8\nb", TimeSpan.FromSeconds(3)), new TestEvent("9", "tick", "a9\nb", TimeSpan.FromSeconds(3))], events);
        var comments = 0;
        await foreach (var each in client.EventsAsync("/events", comments: true))
            comments += each.Comment == "beat" ? 1 : 0;
        Assert.Equal(2, comments);
    }

    [LoopFact]
    public async Task Leaving_the_events_disconnects()
    {
        var ended = new Event();
        await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/events", async (HttpContext context) =>
        {
            try
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync("data: 1\n\n");
                await context.Response.Body.FlushAsync();
                await EventLoop.SleepForever();
            }
            finally
            {
                ended.Set();
            }
        })));
        await foreach (var each in client.EventsAsync("/events"))
            break;
        await CancelScope.FailAfter(TimeSpan.FromSeconds(10), async () => await ended.WaitAsync());
    }

    private static WebApplication Echo() => Apps.Build(app =>
    {
        app.UseWebSockets();
        app.Map("/echo", async (HttpContext context, string name) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes($"hello {name}"), WebSocketMessageType.Text, true, CancellationToken.None);
            var buffer = new byte[4096];
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                await socket.SendAsync(buffer.AsMemory(0, result.Count), result.MessageType, result.EndOfMessage, CancellationToken.None);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
    });

    private sealed record Point(int X, int Y);
}
