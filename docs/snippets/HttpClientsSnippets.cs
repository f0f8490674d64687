namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/http-clients.md.</summary>
public class HttpClientsSnippets : IAsyncLifetime
{
    private WebApplication _app = null!;

    private Uri Upstream => new(_app.Urls.First());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseRondo(static options => options.Loops = 1);
        _app = builder.Build();
        _app.MapGet("/price/{shop}", static (string shop) => shop.Length);
        _app.MapGet("/slow", static async () => await EventLoop.Sleep(TimeSpan.FromMinutes(1)));
        _app.MapGet("/feed", static async (HttpContext context) =>
        {
            await context.Response.WriteAsync("first\n");
            await context.Response.Body.FlushAsync();
            await EventLoop.SleepForever();
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [LoopFact]
    public async Task Fan_out()
    {
        var upstream = Upstream;
        // begin fan-out
        using var clients = new LoopHttpClients(); // one for the program's life
        var prices = await CancelScope.FailAfter(TimeSpan.FromSeconds(5), () => TaskGroup.RunAsync(async group =>
        {
            var calls = new[] { "north", "south", "east" }
                .Select(shop => group.Start(() => clients.Current.GetStringAsync(new Uri(upstream, $"/price/{shop}"))))
                .ToList();
            var prices = new List<string>();
            foreach (var call in calls)
                prices.Add(await call);
            return prices;
        }));
        // end fan-out
        Assert.Equal(["5", "5", "4"], prices);
    }

    [LoopFact]
    public void Typed_client()
    {
        var builder = RondoApp.CreateBuilder([]);
        // begin typed-client
        builder.AddHttpClient<Shop>(options =>
        {
            options.BaseAddress = new Uri("http://shop:8080/");
            options.Timeout = TimeSpan.FromSeconds(10);
            options.DefaultHeaders["X-Caller"] = "gateway";
        });
        // end typed-client
        Assert.Contains(builder.Services, static service => service.ServiceType == typeof(Shop));
    }

    [LoopFact]
    public async Task Resilience()
    {
        var upstream = Upstream;
        // begin resilience
        var options = new HttpClientOptions
        {
            BaseAddress = upstream,
            Timeout = TimeSpan.FromSeconds(10), // the whole call, with its body
            AttemptTimeout = TimeSpan.FromSeconds(2), // one attempt, to the headers of its response
            Retry = new HttpRetryOptions { MaxAttempts = 4 },
            CircuitBreaker = new HttpCircuitBreakerOptions { BreakDuration = TimeSpan.FromSeconds(5) },
            Hedging = new HttpHedgingOptions { Delay = TimeSpan.FromMilliseconds(300) },
            MaxConcurrentCalls = 50,
        };
        using var clients = new LoopHttpClients(options);
        var price = await clients.Current.GetStringAsync("/price/north");
        // end resilience
        Assert.Equal("5", price);
    }

    internal sealed class Shop(HttpClient client)
    {
        internal Task<string> PriceAsync() => client.GetStringAsync("/price");
    }

    [LoopFact]
    public async Task Deadline()
    {
        var upstream = Upstream;
        // begin http-deadline
        using var clients = new LoopHttpClients(handler => handler.MaxConnectionsPerServer = 20);
        var answered = await CancelScope.MoveOnAfter(
            TimeSpan.FromMilliseconds(50),
            () => clients.Current.GetStringAsync(new Uri(upstream, "/slow")));
        // end http-deadline
        Assert.Null(answered);
    }

    [LoopFact]
    public async Task Factory()
    {
        var services = new ServiceCollection();
        // begin factory
        services.AddHttpClient("shop", client => client.BaseAddress = Upstream)
            .AddHttpMessageHandler(static () => new AmbientCancellationHandler());
        // end factory
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("shop");
        Assert.Equal("5", await client.GetStringAsync("/price/north"));
        Assert.False(await CancelScope.RunAsync(async scope =>
        {
            scope.CancelAfter(TimeSpan.FromMilliseconds(50));
            await client.GetStringAsync("/slow");
        }));
    }

    [LoopFact]
    public async Task Streaming()
    {
        var upstream = Upstream;
        var lines = new List<string>();
        // begin streaming
        using var clients = new LoopHttpClients();
        await CancelScope.RunAsync(async scope =>
        {
            using var feed = await clients.Current.GetStreamAsync(new Uri(upstream, "/feed"));
            using var reader = new StreamReader(feed);
            while (await reader.ReadLineAsync() is { } line)
            {
                lines.Add(line);
                scope.CancelAfter(TimeSpan.FromMilliseconds(50)); // that long for the next line
            }
        });
        // end streaming
        Assert.Equal(["first"], lines);
    }

    [LoopFact]
    public async Task Own_handler()
    {
        var upstream = Upstream;
        // begin handler-of-your-own
        using var handler = LoopHttpHandler.Create(EventLoop.Current); // a SocketsHttpHandler on this loop's sockets
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30);
        using var client = new HttpClient(new AmbientCancellationHandler(handler));
        var price = await client.GetStringAsync(new Uri(upstream, "/price/west"));
        // end handler-of-your-own
        Assert.Equal("4", price);
    }
}
