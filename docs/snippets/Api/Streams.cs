namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/streams.md.</summary>
public static class Streams
{
    internal static void Map(RondoApp app)
    {
        // begin api-streams
        app.Get("/countdown", (int from = 3) => CountDownAsync(from));
        app.Get("/log", [StreamAs(StreamFormat.JsonLines)] () => CountDownAsync(2));
        app.Get("/orders", OrderEventsAsync);
        // end api-streams
    }

    // begin api-streams-source
    private static async IAsyncEnumerable<Tick> CountDownAsync(int from)
    {
        for (var i = from; i > 0; i--)
        {
            yield return new Tick(i);
            await EventLoop.Sleep(TimeSpan.FromSeconds(1));
        }
    }

    public sealed record Tick(int Left);
    // end api-streams-source

    // begin api-streams-resume
    private static async IAsyncEnumerable<ServerEvent<Order>> OrderEventsAsync(LastEventId last)
    {
        last.TryGetNumber(out var number); // 0 for a client that comes for the first time
        while (true)
        {
            await EventLoop.Sleep(TimeSpan.FromMinutes(1));
            number++;
            yield return new ServerEvent<Order>(new Order($"soup {number}")) { Id = $"{number}", Event = "order" };
        }
    }

    public sealed record Order(string Dish);
    // end api-streams-resume

    public class Tests
    {
        // begin api-streams-test
        [LoopFact(Virtual = true)]
        public async Task A_client_resumes_where_it_was_cut_off()
        {
            await using var client = await GuideApp.StartAsync(Map);
            var seen = new List<string>();
            await foreach (var item in client.EventsAsync("/orders", lastEventId: "7", comments: true))
            {
                seen.Add(item.Comment is { } comment ? comment.Trim() : $"{item.Id} {item.Event} {item.Data}");
                if (item.Comment is null)
                    break; // disconnects
            }

            Assert.Equal(["ping", "ping", "ping", """8 order {"dish":"soup 8"}"""], seen);
        }
        // end api-streams-test
    }
}
