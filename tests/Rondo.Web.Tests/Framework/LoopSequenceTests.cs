using Microsoft.AspNetCore.Http.HttpResults;

namespace Rondo.Web.Tests.Framework;

/// <summary>An async sequence inside a result runs on the request's loop, item by item, whoever enumerates it.</summary>
public sealed class LoopSequenceTests
{
    public static TheoryData<string, string> All => Hosts.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_item_is_made_on_the_loop(string host, string environment) => await Hosts.RunAsync(
        host,
        environment,
        app =>
        {
            app.Get("/ok", () => Results.Ok(Numbers()));
            app.Get("/typed", () => TypedResults.Ok(Numbers()));
            app.Get("/json", () => Results.Json(Numbers(), statusCode: 202));
            app.Get("/either", Results<Ok<IAsyncEnumerable<int>>, NotFound> () => TypedResults.Ok(Numbers()));
            app.Get("/missing", () => Results.NotFound(Numbers()));
            app.Get("/member", () => Results.Ok(new Page(Numbers(), Numbers())));
            app.Get("/created", () => Results.Created("/1", new Page(Numbers(), Numbers())));
            app.Get("/nested", () => Results.Json(new[] { new Page(Numbers(), Numbers()) }));
            app.Get("/mapped", () => Results.Ok(new Page(Numbers(), Numbers())));
            app.Get("/own", () => new Own());
            app.MapGet("/minimal", () => new Page(Numbers(), Numbers()));
            app.Get("/events", () => TypedResults.ServerSentEvents(Numbers()));
            app.Get("/null", () => Results.Ok(new Page(Numbers(), null)));
        },
        async client =>
        {
            const string Both = """{"first":[1,2,3,4],"second":[1,2,3,4]}""";
            Assert.Equal("200 [1,2,3,4]", await client.AnswerAsync("/ok"));
            Assert.Equal("200 [1,2,3,4]", await client.AnswerAsync("/typed"));
            Assert.Equal("202 [1,2,3,4]", await client.AnswerAsync("/json"));
            Assert.Equal("200 [1,2,3,4]", await client.AnswerAsync("/either"));
            Assert.Equal("404 [1,2,3,4]", await client.AnswerAsync("/missing"));
            Assert.Equal("200 " + Both, await client.AnswerAsync("/member"));
            Assert.Equal("201 " + Both, await client.AnswerAsync("/created"));
            Assert.Equal($"200 [{Both}]", await client.AnswerAsync("/nested"));
            Assert.Equal("200 " + Both, await client.AnswerAsync("/own"));
            Assert.Equal("200 " + Both, await client.AnswerAsync("/minimal"));
            Assert.Equal("200 data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\n", await client.AnswerAsync("/events"));
            Assert.Equal("""200 {"first":[1,2,3,4],"second":null}""", await client.AnswerAsync("/null"));
        });

    /// <summary>Waits in each way there is, and counts what ran off the loop as a zero.</summary>
    private static async IAsyncEnumerable<int> Numbers()
    {
        var loop = EventLoop.Current;
        try
        {
            yield return Number(1);
            await Task.Yield();
            yield return Number(2);
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            yield return Number(3);
            await Task.Run(static () => { });
            yield return Number(4);
        }
        finally
        {
            Number(0);
        }

        int Number(int number) => EventLoop.TryCurrent == loop && SynchronizationContext.Current is not null && CancelScope.Current is not null
            ? number
            : throw new InvalidOperationException($"The item {number} is made off its loop.");
    }

    internal sealed record Page(IAsyncEnumerable<int> First, IAsyncEnumerable<int>? Second);

    internal sealed class Own : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => httpContext.Response.WriteAsJsonAsync(new Page(Numbers(), Numbers()));
    }
}
