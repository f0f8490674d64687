using Rondo.Api;
using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>Typed clients of apps, and a gateway that is tested together with its upstream.</summary>
public class TypedClientTests
{
    [LoopFact(Virtual = true)]
    public async Task A_gateway_and_its_upstream_run_on_one_clock()
    {
        var calls = 0;
        await using var upstream = await TestClient.StartAsync(RondoApp.Create(Quiet, static builder => builder.Logging.ClearProviders()).With(app => app.MapGet("/price", async (HttpContext context) =>
        {
            await EventLoop.Sleep(TimeSpan.FromHours(++calls == 1 ? 10 : 1));
            return $"{context.Request.Headers["X-Key"]} {calls}";
        })));
        await using var gateway = await TestClient.StartAsync(RondoApp.Create(Quiet, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration["HttpClients:PriceClient:AttemptTimeout"] = "02:00:00";
            builder.AddHttpClient<PriceClient>(options =>
            {
                options.BaseAddress = new Uri("http://upstream/");
                options.Timeout = TimeSpan.FromHours(24);
                options.DefaultHeaders["X-Key"] = "key";
                options.Retry = new HttpRetryOptions { Delay = TimeSpan.FromSeconds(1), Jitter = 0 };
                options.PrimaryHandler = upstream.CreateHandler;
            });
        }).With(static app => app.MapGet("/", static (PriceClient prices) => prices.GetAsync())));
        Assert.Equal("key 2", await gateway.GetStringAsync("/"));
        Assert.Equal(TimeSpan.FromHours(3) + TimeSpan.FromSeconds(1), Upstream.Elapsed);
    }

    [LoopFact]
    public void A_second_client_of_the_same_type_is_refused()
    {
        var builder = RondoApp.CreateBuilder(Quiet);
        builder.AddHttpClient<PriceClient>();
        var thrown = Assert.Throws<InvalidOperationException>(() => builder.AddHttpClient<PriceClient>());
        Assert.Equal("The HTTP client PriceClient was added twice. Remove one call of AddHttpClient<PriceClient>.", thrown.Message);
    }

    [LoopTheory]
    [InlineData("Timeout", "soon", "time: write 00:00:10 for ten seconds, or -00:00:00.001 for no limit")]
    [InlineData("BaseAddress", "shop", "absolute address: write one such as http://shop:8080/")]
    [InlineData("Retry:MaxAttempts", "many", "whole number: write one such as 3")]
    [InlineData("CircuitBreaker:FailureRatio", "half", "number: write one such as 0.5")]
    public async Task A_setting_that_is_wrong_is_named(string key, string value, string kind)
    {
        var builder = RondoApp.CreateBuilder(Quiet);
        builder.Configuration[$"HttpClients:PriceClient:{key}"] = value;
        builder.AddHttpClient<PriceClient>();
        await using var app = builder.Build();
        var thrown = Assert.Throws<InvalidOperationException>(() => app.Services.GetRequiredService<PriceClient>());
        Assert.Equal($"The setting HttpClients:PriceClient:{key} is '{value}', which is no {kind}.", thrown.Message);
    }

    private static string[] Quiet => ["--hostBuilder:reloadConfigOnChange=false"];
}

/// <summary>A typed client.</summary>
public sealed class PriceClient(HttpClient client)
{
    internal Task<string> GetAsync() => client.GetStringAsync("/price");
}

file static class RondoAppExtensions
{
    internal static RondoApp With(this RondoApp app, Action<RondoApp> map)
    {
        map(app);
        return app;
    }
}
