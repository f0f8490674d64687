using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Rondo.Web.Tests.Framework;

/// <summary>One route that answers with a stream or with one value, as the request wants: the "stream" of language models.</summary>
public class ServerEventsTests
{
    [LoopFact(Virtual = true)]
    public async Task The_request_chooses_between_events_and_JSON()
    {
        await using var client = await ApiTest.StartAsync(Map);
        foreach (var path in new[] { "/union", "/bare", "/dependency" })
        {
            Assert.Equal("""200 {"text":"one two"}""", await client.AnswerAsync(path, content: ApiTest.Json("""{"stream":false}""")));
            Assert.Equal("200 data: {\"text\":\"one\"}\n\n: ping\n\ndata: {\"text\":\"two\"}\n\n", await client.AnswerAsync(path, content: ApiTest.Json("""{"stream":true}""")));
        }

        using var response = await client.PostAsync(new Uri("/union", UriKind.Relative), ApiTest.Json("""{"stream":true}"""));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("200 event: part\nid: 1\ndata: {\"text\":\"one\"}\n\n", await client.AnswerAsync("/named", content: ApiTest.Json("""{"stream":true}""")));
    }

    [LoopFact(Virtual = true)]
    public async Task An_error_before_the_first_event_has_a_status_of_its_own()
    {
        await using var client = await ApiTest.StartAsync(Map);
        Assert.StartsWith("409 ", await client.AnswerAsync("/fails", content: ApiTest.Json("""{"stream":true}""")), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Dependencies_last_as_long_as_the_stream()
    {
        var log = new List<string>();
        await using var client = await ApiTest.StartAsync(Map, builder => builder.Services.AddSingleton(log));
        await client.AnswerAsync("/dependency", content: ApiTest.Json("""{"stream":true}"""));
        Assert.Equal(["opened", "one", "two", "closed"], log);
        log.Clear();
        await client.AnswerAsync("/dependency", content: ApiTest.Json("""{"stream":false}"""));
        Assert.Equal(["opened", "closed"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task The_docs_have_both_media_types()
    {
        await using var client = await ApiTest.StartAsync(Map);
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi.json"));
        var content = document.RootElement.GetProperty("paths").GetProperty("/union").GetProperty("post").GetProperty("responses").GetProperty("200").GetProperty("content");
        Assert.Equal(["application/json", "text/event-stream"], content.EnumerateObject().Select(static each => each.Name).Order(StringComparer.Ordinal));
        Assert.Equal("#/components/schemas/Answer", content.GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString());
        var data = content.GetProperty("text/event-stream").GetProperty("schema").GetProperty("items").GetProperty("properties").GetProperty("data");
        Assert.Equal("#/components/schemas/Part", data.GetProperty("$ref").GetString());
    }

    private static void Map(RondoApp app)
    {
        app.Post("/union", Results<Ok<Answer>, ServerEvents<Part>> (Ask ask) => ask.Stream ? ServerEvents.Of(PartsAsync()) : TypedResults.Ok(new Answer("one two")));
        app.Post("/bare", IResult (Ask ask) => ask.Stream ? ServerEvents.Of(PartsAsync()) : TypedResults.Ok(new Answer("one two")));
        app.Post("/named", async Task<Results<Ok<Answer>, ServerEvents<Part>>> (Ask ask) =>
        {
            await EventLoop.Yield();
            return ask.Stream ? ServerEvents.Of(EventsAsync()) : TypedResults.Ok(new Answer(""));
        });
        app.Post("/fails", Results<Ok<Answer>, ServerEvents<Part>> (Ask ask) => ServerEvents.Of(FailAsync()));
        app.Post("/dependency", Results<Ok<Answer>, ServerEvents<Part>> (Ask ask, Model model) => ask.Stream ? ServerEvents.Of(PartsAsync(model.Log)) : TypedResults.Ok(new Answer("one two")));
    }

    private static async IAsyncEnumerable<Part> PartsAsync(List<string>? log = null)
    {
        log?.Add("one");
        yield return new Part("one");
        await EventLoop.Sleep(TimeSpan.FromSeconds(20));
        log?.Add("two");
        yield return new Part("two");
    }

    private static async IAsyncEnumerable<ServerEvent<Part>> EventsAsync()
    {
        await EventLoop.Yield();
        yield return new ServerEvent<Part>(new Part("one")) { Id = "1", Event = "part" };
    }

    private static async IAsyncEnumerable<Part> FailAsync()
    {
        await EventLoop.Yield();
        throw new Conflict("No model is free.");
#pragma warning disable CS0162 // makes it an iterator
        yield break;
#pragma warning restore CS0162
    }

    internal sealed record Ask(bool Stream);

    internal sealed record Answer(string Text);

    internal sealed record Part(string Text);

    internal sealed record Model(List<string>? Log);

    internal static class Models
    {
        [Dependency]
        internal static async IAsyncEnumerable<Model> OpenAsync(IServiceProvider services)
        {
            var log = services.GetService<List<string>>();
            log?.Add("opened");
            yield return new Model(log);
            log?.Add("closed");
            await EventLoop.Yield();
        }
    }
}
