using System.Net;
using System.Net.Http;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>Sessions over HTTP/2, whose WebSocket is the runtime's and not ours: a task reads it.</summary>
public class WebSocketHttp2Tests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Messages_and_the_clients_close_come_through(string driver)
    {
        var ended = Eventually.Source<(WebSocketCloseStatus?, string?)>();
        await using var app = await ServeAsync(driver, async session =>
        {
            await SocketClient.Echo(session);
            ended.SetResult((session.CloseStatus, session.CloseReason));
        });
        using var client = await ConnectAsync(app);
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync($$"""{"type":"say","text":"{{i}}"}""");
            Assert.Equal($$"""{"type":"said","text":"{{i}}"}""", await client.ReceiveAsync());
        }

        await client.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "home");
        Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "home"), await ended.Soon());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_returns_closes_and_one_that_waits_hears_that_its_client_went_away(string driver)
    {
        var seen = Eventually.Source<CancelKind?>();
        await using var app = await ServeAsync(driver, async session =>
        {
            if (await session.ReceiveAsync() is Leave)
                return;
            await session.SendAsync(new Said("good"));
            try
            {
                await EventLoop.Sleep(Timeout.InfiniteTimeSpan);
            }
            catch (ScopeCanceledException exception)
            {
                seen.SetResult(exception.Reason?.Kind);
                throw;
            }
        });
        using (var client = await ConnectAsync(app))
        {
            await client.SendAsync("""{"type":"leave"}""");
            Assert.Equal("close 1000", await client.ReceiveAsync());
        }

        using (var client = await ConnectAsync(app))
        {
            await client.SendAsync("""{"type":"say","text":"stay"}""");
            Assert.Equal("""{"type":"said","text":"good"}""", await client.ReceiveAsync());
            client.Socket.Abort();
        }

        Assert.Equal(CancelKind.Disconnected, await seen.Soon());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_server_that_stops_closes_with_1001(string driver)
    {
        await using var app = await ServeAsync(driver, SocketClient.Echo);
        using var client = await ConnectAsync(app);
        await client.SendAsync("""{"type":"say","text":"here"}""");
        Assert.Equal("""{"type":"said","text":"here"}""", await client.ReceiveAsync());
        var stopping = app.App.StopAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("close 1001", await client.ReceiveAsync(), StringComparison.Ordinal);
        await client.CloseAsync();
        await stopping;
    }

    private static Task<ServedApp> ServeAsync(string driver, Func<WebSocketSession<ClientMessage, ServerMessage>, ValueTask> handler) => ServedApp.StartAsync(
        driver,
        app =>
        {
            app.UseWebSockets();
            app.Map("/", context => SocketEndpoint.RunAsync(context, null, ChatJson.Default.ClientMessage, ChatJson.Default.ServerMessage, null, handler));
        },
        listen: static options => options.Protocols = HttpProtocols.Http2);

    private static async Task<SocketClient> ConnectAsync(ServedApp app)
    {
        var client = new SocketClient();
        client.Socket.Options.HttpVersion = HttpVersion.Version20;
        client.Socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        await client.Socket.ConnectAsync(new UriBuilder(app.Address) { Scheme = "ws" }.Uri, new HttpMessageInvoker(new SocketsHttpHandler()), default).WaitAsync(Eventually.Patience);
        return client;
    }
}
