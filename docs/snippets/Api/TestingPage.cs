namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/testing.md.</summary>
public class TestingPage
{
    // begin api-testing-app
    internal static RondoApp Build()
    {
        var app = RondoApp.Create();
        app.Get("/weather", async (Weather weather) => await weather.NowAsync());
        app.Get("/slow", async () =>
        {
            await EventLoop.Sleep(TimeSpan.FromHours(1));
            return "done";
        });
        app.Get("/defect", string () => throw new InvalidDataException("a defect"));
        return app;
    }
    // end api-testing-app

    // begin api-testing
    [LoopFact(Virtual = true)]
    public async Task An_hour_passes_at_once()
    {
        await using var client = await TestClient.StartAsync(Build());
        Assert.Equal("done", await client.GetStringAsync("/slow"));
        Assert.True(((VirtualClock)EventLoop.Current.Clock).Elapsed >= TimeSpan.FromHours(1));
    }
    // end api-testing

    // begin api-testing-override
    [LoopFact(Virtual = true)]
    public async Task It_rains_in_this_test()
    {
        var app = Build();
        await using var client = await TestClient.StartAsync(app);
        using (app.Override<Weather>(() => new Rain()))
            Assert.Equal("rain", await client.GetStringAsync("/weather"));
        Assert.Equal("sun", await client.GetStringAsync("/weather"));
    }
    // end api-testing-override

    // begin api-testing-defect
    [LoopFact(Virtual = true)]
    public async Task A_defect_fails_the_test_with_its_own_exception()
    {
        await using var client = await TestClient.StartAsync(Build());
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => client.GetStringAsync("/defect"));
        Assert.Contains("a defect", failure.ToString(), StringComparison.Ordinal);
    }
    // end api-testing-defect

    public class Weather
    {
        public virtual async Task<string> NowAsync()
        {
            await EventLoop.Yield();
            return "sun";
        }
    }

    public sealed class Rain : Weather
    {
        public override Task<string> NowAsync() => Task.FromResult("rain");
    }

    internal static class Functions
    {
        [Dependency]
        internal static Weather Weather() => new();
    }
}
