using System.Net;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/serving.md.</summary>
public class ServingSnippets
{
    [Fact]
    public async Task Serve()
    {
        var builder = NewBuilder();
        // begin use-rondo
        builder.WebHost.UseRondo(options =>
        {
            options.Loops = 2;
            options.RequestDeadline = TimeSpan.FromSeconds(10);
            options.Loop = new EventLoopOptions { StallThreshold = TimeSpan.FromMilliseconds(50) };
        });
        // end use-rondo
        await using var app = builder.Build();
        app.MapGet("/", static () => EventLoop.Current.Name);
        await app.StartAsync();
        using var client = Client(app);
        Assert.StartsWith("loop-", await client.GetStringAsync("/"));
    }

    [Fact]
    public async Task Loops_under_another_server()
    {
        var builder = NewBuilder();
        // begin use-rondo-loops
        builder.WebHost.UseRondoLoops();
        // end use-rondo-loops
        await using var app = builder.Build();
        app.MapGet("/", static () => EventLoop.Current.Name);
        await app.StartAsync();
        using var client = Client(app);
        Assert.StartsWith("loop-", await client.GetStringAsync("/"));
    }

    [Fact]
    public async Task Handlers()
    {
        var builder = NewBuilder();
        builder.WebHost.UseRondo();
        await using var app = builder.Build();
        // begin handler
        app.MapGet("/page", async () =>
        {
            var page = await TaskGroup.RunAsync(async group =>
            {
                var user = group.Start(() => LoadAsync("user"));
                var orders = group.Start(() => LoadAsync("orders"));
                return $"{await user}, {await orders}";
            });
            return page; // a client that goes away cancels both loads
        });
        // end handler
        await app.StartAsync();
        using var client = Client(app);
        Assert.Equal("user, orders", await client.GetStringAsync("/page"));

        static async Task<string> LoadAsync(string what)
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
            return what;
        }
    }

    [Fact]
    public async Task Drain_delay()
    {
        var builder = NewBuilder();
        // begin serving-drain-delay
        builder.WebHost.UseRondo(options => options.DrainDelay = TimeSpan.FromSeconds(10));
        var app = builder.Build();
        app.MapGet("/ready", (IHostApplicationLifetime lifetime) =>
            lifetime.ApplicationStopping.IsCancellationRequested ? Results.StatusCode(503) : Results.Ok());
        // end serving-drain-delay
        await app.StartAsync();
        using var client = Client(app);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/ready")).StatusCode);
        using var impatience = new CancellationTokenSource();
        var stopping = app.StopAsync(impatience.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/ready")).StatusCode);
        await impatience.CancelAsync();
        await stopping;
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Deadline_per_endpoint()
    {
        var builder = NewBuilder();
        builder.WebHost.UseRondo();
        await using var app = builder.Build();
        // begin deadline
        app.MapGet("/slow", async () =>
        {
            CancelScope.Current!.CancelAfter(TimeSpan.FromMilliseconds(20)); // the request's own scope
            await EventLoop.SleepForever();
        });
        // end deadline
        await app.StartAsync();
        using var client = Client(app);
        using var response = await client.GetAsync("/slow");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Fact]
    public async Task Work_after_the_response()
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = NewBuilder();
        builder.WebHost.UseRondo();
        await using var app = builder.Build();
        // begin after-response
        app.MapPost("/orders", () =>
        {
            TaskGroup.Detach("send the receipt", SendReceiptAsync); // drained when the server stops
            return Results.Accepted();
        });
        // end after-response
        await app.StartAsync();
        using var client = Client(app);
        using var response = await client.PostAsync("/orders", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await sent.Task.WaitAsync(TimeSpan.FromSeconds(20));

        async Task SendReceiptAsync()
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
            sent.SetResult();
        }
    }

    [Fact]
    public async Task Loops_of_a_server()
    {
        var builder = NewBuilder();
        builder.WebHost.UseRondo(static options => options.Loops = 2);
        await using var app = builder.Build();
        // begin server-loops
        app.MapGet("/loops", (HttpContext context, ServerLoops loops) => new
        {
            Mine = context.Features.Get<IEventLoopFeature>()!.Loop.Name,
            Connections = loops.Connections, // per loop
            Requests = loops.Requests,
        });
        // end server-loops
        await app.StartAsync();
        using var client = Client(app);
        Assert.Equal("""{"mine":"loop-0","connections":[1,0],"requests":[1,0]}""", await client.GetStringAsync("/loops"));
    }

    [Fact]
    public async Task From_code_off_the_loops()
    {
        var builder = NewBuilder();
        builder.WebHost.UseRondo();
        await using var app = builder.Build();
        await app.StartAsync();
        Assert.StartsWith("loop-", await OnALoopAsync(app.Services.GetRequiredService<ServerLoops>()));
    }

    // begin hub
    /// <summary>For code that the framework calls on the thread pool, such as a hub method: runs on a loop, and comes back.</summary>
    private static Task<string> OnALoopAsync(ServerLoops loops) =>
        loops.Loops[0].InvokeAsync(async () =>
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            return EventLoop.Current.Name;
        });
    // end hub

    private static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        return builder;
    }

    private static HttpClient Client(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.First()) };
}
