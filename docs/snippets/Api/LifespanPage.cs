namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/lifespan.md.</summary>
public static class LifespanPage
{
    internal static List<string> Log { get; } = [];

    // begin api-lifespan
    public sealed class Oven
    {
        public int Degrees { get; set; }
    }

    internal static class Startup
    {
        [Dependency(DependencyScope.App)]
        internal static async IAsyncEnumerable<Oven> Heat()
        {
            var oven = new Oven { Degrees = 20 };
            await EventLoop.Sleep(TimeSpan.FromSeconds(30)); // before the app listens
            oven.Degrees = 220;
            yield return oven;
            Log.Add("oven off"); // after the last request
        }
    }
    // end api-lifespan

    internal static void Map(RondoApp app)
    {
        // begin api-lifespan-use
        app.Get("/oven", (Oven oven) => oven.Degrees);
        // end api-lifespan-use

        // begin api-lifespan-loop
        app.Get("/visits", (Visits visits) => ++visits.Count);
        // end api-lifespan-loop
    }

    internal static void MapWork(RondoApp app)
    {
        // begin api-lifespan-work
        app.OnStart(async (Pantry pantry) => await pantry.FillAsync()); // before the app listens
        app.AddBackground(
            "restock",
            async (Pantry pantry) =>
            {
                while (true)
                {
                    await EventLoop.Sleep(TimeSpan.FromMinutes(10));
                    await pantry.FillAsync();
                }
            },
            new RetryOptions { MaxAttempts = int.MaxValue }); // restarts a worker that fails; without options it ends
        // end api-lifespan-work
        app.Get("/pantry", (Pantry pantry) => pantry.Fillings);
    }

    public sealed class Pantry
    {
        public int Fillings { get; private set; }

        internal async Task FillAsync()
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
            Fillings++;
        }
    }

    // begin api-lifespan-loop-function
    public sealed class Visits
    {
        public int Count { get; set; } // of one loop: no lock
    }

    internal static class PerLoop
    {
        [Dependency(DependencyScope.Loop)]
        internal static Visits Visits() => new();
    }
    // end api-lifespan-loop-function

    public class Tests
    {
        [LoopFact(Virtual = true, Drivers = "portable")]
        public async Task The_pantry_is_filled_before_the_first_request_and_then_every_ten_minutes()
        {
            await using var client = await GuideApp.StartAsync(MapWork, static builder => builder.Services.AddSingleton<Pantry>());
            Assert.Equal("1", await client.GetStringAsync("/pantry"));
            await EventLoop.Sleep(TimeSpan.FromMinutes(21));
            Assert.Equal("3", await client.GetStringAsync("/pantry"));
        }

        [LoopFact(Virtual = true, Drivers = "portable")]
        public async Task The_oven_is_hot_before_the_first_request_and_off_after_the_last()
        {
            Log.Clear();
            var client = await GuideApp.StartAsync(Map);
            Assert.Equal("220", await client.GetStringAsync("/oven"));
            Assert.Equal("1", await client.GetStringAsync("/visits"));
            Assert.Equal("2", await client.GetStringAsync("/visits"));
            Assert.Empty(Log);
            await client.DisposeAsync();
            Assert.Equal(["oven off"], Log);
        }
    }
}
