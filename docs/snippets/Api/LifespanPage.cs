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
