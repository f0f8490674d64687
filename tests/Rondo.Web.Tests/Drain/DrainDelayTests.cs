using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Server;
using Rondo.Testing;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Drain;

/// <summary>RondoServerOptions.DrainDelay: the app serves everything as before while its health check fails.</summary>
public sealed class DrainDelayTests
{
    public static TheoryData<bool, bool> Ways() => new() { { false, false }, { false, true }, { true, false }, { true, true } };

    /// <summary>The delay is longer than the test: its end is asked for.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Everything_is_served_until_the_delay_ends(bool isKestrel, bool isSignal)
    {
        var app = Build(isKestrel, TimeSpan.FromMinutes(50));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/ready", TestContext.Current.CancellationToken)).StatusCode);
        using var socket = await ConnectAsync(app);
        var events = await client.GetStreamAsync("/events", TestContext.Current.CancellationToken);
        var bytes = new byte[1000];
        Assert.NotEqual(0, await events.ReadAsync(bytes, TestContext.Current.CancellationToken));

        using var impatience = new CancellationTokenSource();
        if (isSignal)
            app.Lifetime.StopApplication(); // as a signal does, before the host stops
        var stopping = app.StopAsync(impatience.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/ready", TestContext.Current.CancellationToken)).StatusCode);
        using (var newcomer = new HttpClient { BaseAddress = client.BaseAddress })
        {
            var response = await newcomer.GetAsync("/hello", TestContext.Current.CancellationToken);
            Assert.Equal("hello", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.NotEqual(true, response.Headers.ConnectionClose);
        }

        await EchoAsync(socket, bytes);
        using (var late = await ConnectAsync(app))
            await EchoAsync(late, bytes);
        Assert.NotEqual(0, await events.ReadAsync(bytes, TestContext.Current.CancellationToken));
        Assert.False(stopping.IsCompleted);
        await impatience.CancelAsync();
        await stopping.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delay_that_ends_is_followed_by_an_orderly_stop(bool isKestrel)
    {
        var app = Build(isKestrel, TimeSpan.FromMilliseconds(100));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var socket = await ConnectAsync(app);
        var bytes = new byte[1000];
        await EchoAsync(socket, bytes);
        var stopping = app.StopAsync(TestContext.Current.CancellationToken);
        var close = await socket.ReceiveAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketMessageType.Close, close.MessageType);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, close.CloseStatus);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await stopping.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        await app.DisposeAsync();
    }

    [Fact]
    public void The_hosts_timeout_counts_from_the_end_of_the_delay()
    {
        var app = Build(isKestrel: false, TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromSeconds(90), app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    [LoopFact]
    public async Task The_client_of_a_test_does_not_wait()
    {
        var client = await TestClient.StartAsync(Build(isKestrel: false, TimeSpan.FromMinutes(50)));
        Assert.Equal("hello", await client.GetStringAsync("/hello", TestContext.Current.CancellationToken));
        await client.DisposeAsync();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3601)]
    public void A_delay_that_makes_no_sense_is_refused(int seconds)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Build(isKestrel: false, TimeSpan.FromSeconds(seconds)));
        Assert.Contains("RondoServerOptions.DrainDelay is", refused.Message, StringComparison.Ordinal);
    }

    private static RondoApp Build(bool isKestrel, TimeSpan delay)
    {
        var builder = RondoApp.CreateSlimBuilder();
        if (isKestrel)
            builder.UseKestrel();
        builder.Server(options => options.DrainDelay = delay);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Get("/ready", static (IHostApplicationLifetime lifetime) =>
            lifetime.ApplicationStopping.IsCancellationRequested ? throw new ServiceUnavailable("The app stops.") : "ready");
        app.Get("/hello", static () => "hello");
        app.Get("/events", EventsAsync);
        app.WebSocket("/echo", static async (WebSocketSession<string, string> session) =>
        {
            await foreach (var text in session.ReadAllAsync())
                await session.SendAsync(text);
        });
        return app;
    }

    private static async IAsyncEnumerable<ServerEvent<int>> EventsAsync()
    {
        for (var i = 0; ; i++)
        {
            yield return new ServerEvent<int>(i);
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(RondoApp app)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new Uri(app.Urls.First().Replace("http", "ws", StringComparison.Ordinal) + "/echo"), TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task EchoAsync(ClientWebSocket socket, byte[] bytes)
    {
        await socket.SendAsync("\"hi\""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketMessageType.Text, (await socket.ReceiveAsync(bytes, TestContext.Current.CancellationToken)).MessageType);
    }
}
