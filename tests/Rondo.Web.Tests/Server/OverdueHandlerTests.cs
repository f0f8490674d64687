using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Server;
using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Server;

/// <summary>Handlers that do not observe cancellation: the client is answered at the deadline all the same.</summary>
public class OverdueHandlerTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMilliseconds(50);

    public static TheoryData<bool, string, string> Unresponsive()
    {
        var cases = new TheoryData<bool, string, string>();
        foreach (var onKestrel in new[] { false, true })
        {
            foreach (var version in new[] { "1.1", "2.0" })
            {
                foreach (var wait in new[] { "bare", "or-cancel", "delay", "offload", "wrote-early" })
                    cases.Add(onKestrel, version, wait);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Unresponsive))]
    public async Task A_handler_that_ignores_its_deadline_is_answered_with_504_in_its_place(bool onKestrel, string version, string wait)
    {
        using var log = new CollectedLog();
        var release = Eventually.Source();
        var ended = Eventually.Source();
        await using var app = await StartAsync(onKestrel, version, log, app => app.MapGet("/hang", async (HttpContext context) =>
        {
            try
            {
                await WaitAsync(wait, release.Task, context);
            }
            finally
            {
                ended.TrySetResult();
            }

            return "late";
        }));
        using var client = Client(app, version);
        using (var response = await client.GetAsync("/hang").WaitAsync(Eventually.Patience))
        {
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            Assert.Equal(wait == "wrote-early" && (onKestrel || version == "2.0") ? 5 : 0, (await response.Content.ReadAsByteArrayAsync()).Length);
            Assert.Equal(version == "1.1", response.Headers.ConnectionClose ?? false);
        }

        Assert.False(ended.Task.IsCompleted);
        Assert.Equal("next", await client.GetStringAsync("/").WaitAsync(Eventually.Patience));
        release.TrySetResult();
        await ended.Soon();
        Assert.Equal("next", await client.GetStringAsync("/").WaitAsync(Eventually.Patience));
        var line = Assert.Single(log.Of("Rondo.Server"));
        Assert.StartsWith("The request GET /hang was answered with 504 after ", line);
        Assert.Contains("its handler (HTTP: GET /hang) has not reacted to its cancellation (the deadline of 50 ms passed)", line);
    }

    [Theory]
    [InlineData(false, "1.1")]
    [InlineData(false, "2.0")]
    [InlineData(true, "1.1")]
    [InlineData(true, "2.0")]
    public async Task A_response_that_has_begun_is_broken_off(bool onKestrel, string version)
    {
        using var log = new CollectedLog();
        var release = Eventually.Source();
        await using var app = await StartAsync(onKestrel, version, log, app => app.MapGet("/hang", async context =>
        {
            await context.Response.WriteAsync("part");
            await context.Response.Body.FlushAsync();
            await release.Task;
        }));
        using var client = Client(app, version);
        using var response = await client.GetAsync("/hang", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync().WaitAsync(Eventually.Patience));
        Assert.Equal("next", await client.GetStringAsync("/").WaitAsync(Eventually.Patience));
        release.TrySetResult();
        Assert.StartsWith("The response to GET /hang was broken off after ", Assert.Single(log.Of("Rondo.Server")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_WebSocket_whose_handler_ignores_its_deadline_is_aborted(bool onKestrel)
    {
        using var log = new CollectedLog();
        var release = Eventually.Source();
        await using var app = await StartAsync(onKestrel, "1.1", log, app =>
        {
            app.UseWebSockets();
            app.MapGet("/hang", async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await release.Task;
            });
        });
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{app.EndPoint}/hang"), CancellationToken.None);
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ReceiveAsync(new byte[1], CancellationToken.None).WaitAsync(Eventually.Patience));
        release.TrySetResult();
        Assert.StartsWith("The response to GET /hang was broken off after ", Assert.Single(log.Of("Rondo.Server")));
    }

    [Theory]
    [InlineData(false, "1.1", false)]
    [InlineData(false, "2.0", false)]
    [InlineData(true, "1.1", false)]
    [InlineData(true, "2.0", false)]
    [InlineData(false, "1.1", true)]
    [InlineData(true, "1.1", true)]
    public async Task A_timeout_of_an_endpoint_or_its_group_answers_too(bool onKestrel, string version, bool ofGroup)
    {
        using var log = new CollectedLog();
        var release = Eventually.Source();
        await using var app = await AnyServer.StartAsync(
            onKestrel,
            app =>
            {
                app.UseRouting();
                app.UseRequestTimeouts();
                var routes = app.MapGroup("");
                var hang = routes.MapGet("/hang", async () => await release.Task);
                if (ofGroup)
                    routes.WithRequestTimeout(s_deadline);
                else
                    hang.WithRequestTimeout(s_deadline);
            },
            Protocol(version),
            builder => builder.Services.AddRequestTimeouts().AddLogging(logging => logging.AddProvider(log)));
        using var client = Client(app, version);
        using var response = await client.GetAsync("/hang").WaitAsync(Eventually.Patience);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        release.TrySetResult();
        Assert.Contains("(the request timeout of ASP.NET Core passed)", Assert.Single(log.Of("Rondo.Server")));
    }

    [Theory]
    [InlineData(false, "1.1")]
    [InlineData(false, "2.0")]
    [InlineData(true, "1.1")]
    [InlineData(true, "2.0")]
    public async Task Later_acts_of_the_handler_reach_no_client(bool onKestrel, string version)
    {
        using var log = new CollectedLog();
        var release = Eventually.Source();
        var disposed = Eventually.Source();
        await using var app = await StartAsync(
            onKestrel,
            version,
            log,
            app => app.MapGet("/hang", async (HttpContext context, Ends ends) =>
            {
                var writer = context.Response.BodyWriter;
                await release.Task;
                Assert.False(ends.IsDisposed);
                context.Response.StatusCode = 201;
                context.Response.Headers["X-Late"] = "1";
                await context.Response.WriteAsync("late");
                await context.Response.CompleteAsync();
                try
                {
                    await writer.WriteAsync("later"u8.ToArray());
                }
                catch (InvalidOperationException)
                {
                    // The response is over.
                }

                throw new InvalidDataException("much later");
            }),
            services => services.AddScoped(_ => new Ends(disposed)));
        using var client = Client(app, version);
        using var response = await client.GetAsync("/hang").WaitAsync(Eventually.Patience);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.False(disposed.Task.IsCompleted);
        release.TrySetResult();
        await disposed.Soon();
        for (var i = 0; i < 5; i++)
        {
            using var next = await client.GetAsync("/");
            Assert.Equal("next", await next.Content.ReadAsStringAsync());
            Assert.False(next.Headers.Contains("X-Late"));
        }

        var lines = log.Of("Rondo.Server");
        Assert.Equal(2, lines.Length);
        Assert.Equal(
            "The handler of GET /hang (HTTP: GET /hang), whose request was answered at its deadline, failed later. (InvalidDataException: much later)",
            lines[1]);
    }

    [Fact]
    public async Task The_log_names_the_await_that_does_not_listen()
    {
        using var log = new CollectedLog();
        var release = Eventually.Source();
        await using var app = await StartAsync(false, "1.1", log, app => app.MapGet("/hang", async () => await Shop.PlaceAsync(release.Task)));
        using var client = Client(app, "1.1");
        using var response = await client.GetAsync("/hang").WaitAsync(Eventually.Patience);
        release.TrySetResult();
        Assert.EndsWith(
            "It waits in Rondo.Web.Tests.Server.OverdueHandlerTests.Shop.PlaceAsync. Pass CancelScope.CurrentToken to the awaited call.",
            Assert.Single(log.Of("Rondo.Server")));
    }

    [Theory]
    [InlineData(false, "1.1")]
    [InlineData(false, "2.0")]
    [InlineData(true, "1.1")]
    [InlineData(true, "2.0")]
    public async Task The_answer_is_a_problem_where_the_app_has_problems(bool onKestrel, string version)
    {
        using var log = new CollectedLog();
        var release = Eventually.Source();
        await using var app = await StartAsync(
            onKestrel,
            version,
            log,
            app =>
            {
                app.MapGet("/hang", async () => await release.Task);
                app.MapGet("/cancelled", async () => await EventLoop.SleepForever());
            },
            static services => services.AddProblemDetails());
        using var client = Client(app, version);
        foreach (var path in new[] { "/hang", "/cancelled" })
        {
            using var response = await client.GetAsync(path).WaitAsync(Eventually.Patience);
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Contains("\"status\":504", await response.Content.ReadAsStringAsync().WaitAsync(Eventually.Patience));
        }

        release.TrySetResult();
        Assert.Equal("next", await client.GetStringAsync("/").WaitAsync(Eventually.Patience));
    }

    [Theory]
    [InlineData(false, "1.1")]
    [InlineData(false, "2.0")]
    [InlineData(true, "1.1")]
    [InlineData(true, "2.0")]
    public async Task A_deadline_that_the_handler_sets_on_its_request_answers_too(bool onKestrel, string version)
    {
        using var log = new CollectedLog();
        var release = Eventually.Source();
        await using var app = await StartAsync(
            onKestrel,
            version,
            log,
            app => app.MapGet("/hang", async (bool later) =>
            {
                if (later)
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(1)); // suspended once without a deadline
                CancelScope.Current!.CancelAfter(s_deadline);
                await release.Task;
            }),
            static services => services.Configure<RondoServerOptions>(static options => options.RequestDeadline = null));
        using var client = Client(app, version);
        foreach (var later in new[] { "false", "true" })
        {
            using var response = await client.GetAsync($"/hang?later={later}").WaitAsync(Eventually.Patience);
            Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        }

        release.TrySetResult();
        Assert.All(log.Of("Rondo.Server"), static line => Assert.Contains("has not reacted to its cancellation (the deadline of 50 ms passed)", line));
    }

    private static Action<ListenOptions> Protocol(string version) => listen => listen.Protocols = version == "1.1" ? HttpProtocols.Http1 : HttpProtocols.Http2;

    private static Task<AnyServer> StartAsync(
        bool onKestrel, string version, CollectedLog log, Action<WebApplication> map, Action<IServiceCollection>? services = null) => AnyServer.StartAsync(
            onKestrel,
            app =>
            {
                map(app);
                app.MapGet("/", static () => "next");
            },
            Protocol(version),
            builder =>
            {
                builder.Services.AddLogging(logging => logging.AddProvider(log));
                builder.Services.Configure<RondoServerOptions>(static options => options.RequestDeadline = s_deadline);
                services?.Invoke(builder.Services);
            });

    private static HttpClient Client(AnyServer app, string version) => new(new SocketsHttpHandler { MaxConnectionsPerServer = 2 })
    {
        BaseAddress = app.Address,
        DefaultRequestVersion = Version.Parse(version),
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static async Task WaitAsync(string wait, Task release, HttpContext context)
    {
        switch (wait)
        {
            case "bare":
                await release;
                break;
            case "or-cancel":
                // As a connection to a database does: it cannot be closed before its command has ended.
                await using (new Busy(release))
                    await release.OrCancel();
                break;
            case "delay":
                while (!release.IsCompleted)
                    await Task.Delay(10);
                break;
            case "offload":
                await Offload.RunAsync(() => release.Wait());
                break;
            case "wrote-early":
                context.Response.BodyWriter.Write("early"u8);
                await release;
                break;
        }
    }

    private static class Shop
    {
        internal static async Task<string> PlaceAsync(Task release)
        {
            await release.ConfigureAwait(false);
            return "placed";
        }
    }

    private sealed class Busy(Task work) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await work;
    }

    private sealed class Ends(TaskCompletionSource disposed) : IDisposable
    {
        internal bool IsDisposed { get; private set; }

        public void Dispose()
        {
            IsDisposed = true;
            disposed.TrySetResult();
        }
    }
}
