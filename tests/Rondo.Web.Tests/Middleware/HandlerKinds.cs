using System.ComponentModel.DataAnnotations;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Middleware;

/// <summary>One handler of each kind, and what it answers when nothing stands around it.</summary>
internal static class HandlerKinds
{
    internal const string Socket = "/socket";

    private const string Large = "large";

    internal static readonly string LargeText = string.Concat(Enumerable.Repeat("soup and bread; ", 20_000));

    internal static readonly IReadOnlyList<(string Path, Answer Answer)> All =
    [
        ("/text", new(200, "text/plain", "soup")),
        ("/async", new(200, "text/plain", "soup")),
        ("/json", new(200, "application/json", """{"name":"soup"}""")),
        ("/dependent", new(200, "application/json", """{"name":"bread"}""")),
        ("/held", new(200, "application/json", """{"name":"bread"}""")),
        ("/held-items", new(200, "application/json", """[{"name":"bread"},{"name":"bread"}]""")),
        ("/held-stream", new(200, "text/plain", "bread")),
        ("/html", new(200, "text/html", "<p>soup</p>")),
        ("/bytes", new(200, "application/octet-stream", "soup")),
        ("/" + Large, new(200, "text/plain", LargeText)),
        ("/file", new(200, "text/plain", "soup of the file")),
        ("/content", new(200, "text/plain", "soup")),
        ("/stream", new(200, "application/octet-stream", "soup")),
        ("/array", new(200, "application/json", """[{"name":"1"},{"name":"2"}]""")),
        ("/lines", new(200, "application/jsonl", "{\"name\":\"1\"}\n{\"name\":\"2\"}\n")),
        ("/events", new(200, "text/event-stream", "data: {\"name\":\"1\"}\n\ndata: {\"name\":\"2\"}\n\n")),
        ("/result", new(201, "application/json", """{"name":"soup"}""")),
        ("/redirect", new(302, null, "")),
        ("/void", new(204, null, "")),
        ("/error", new(404, "application/problem+json", """{"title":"Not Found","status":404,"detail":"No such thing."}""")),
        ("/late-error", new(404, "application/problem+json", """{"title":"Not Found","status":404,"detail":"No such thing."}""")),
        ("/half-error", new(404, "application/problem+json", """{"title":"Not Found","status":404,"detail":"No such thing."}""")),
        ("/invalid?number=0", new(422, "application/problem+json", ApiTest.Invalid("""{"in":"query","pointer":"/number","code":"range","message":"It must be at least 1 and at most 9.","value":0}""")[4..])),
        ("/bare", new(409, "application/problem+json", """{"title":"Conflict","status":409}""")),
        ("/own", new(200, null, "soup and bread")),
        ("/own-parts", new(200, "text/plain", "soup and bread")),
        ("/own-status", new(202, null, "")),
        ("/asp", new(200, "text/plain", "soup")),
        ("/asp-error", new(404, "application/problem+json", """{"title":"Not Found","status":404,"detail":"No such thing."}""")),
        ("/nowhere", new(404, "application/problem+json", """{"title":"Not Found","status":404}""")),
    ];

    internal static void Map(RondoApp app)
    {
        var file = Path.Combine(Path.GetTempPath(), $"rondo-{Guid.NewGuid():N}.txt");
        File.WriteAllText(file, "soup of the file");
        app.Lifetime.ApplicationStopped.Register(() => File.Delete(file));
        app.Get("/text", () => "soup");
        app.Get("/async", async () =>
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            return "soup";
        });
        app.Get("/json", () => new Dish("soup"));
        app.Get("/dependent", (Meal meal) => new Dish(meal.Name));
        app.Get("/held", (Meal meal) => TypedResults.Ok(new Dish(meal.Name)));
        app.Get("/held-items", (Meal meal) => Portions(meal));
        app.Get("/held-stream", (Meal meal) => Results.Stream(async stream => await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(meal.Name)), "text/plain"));
        app.Get("/html", () => new Html("<p>soup</p>"));
        app.Get("/bytes", () => "soup"u8.ToArray());
        app.Get("/" + Large, () => LargeText);
        app.Get("/file", () => Results.File(file, "text/plain"));
        app.Get("/content", () => Results.Bytes("soup"u8.ToArray(), "text/plain"));
        app.Get("/stream", Stream () => new MemoryStream("soup"u8.ToArray()));
        app.Get("/array", Dishes);
        app.Get("/lines", [StreamAs(StreamFormat.JsonLines)] () => Dishes());
        app.Get("/events", [StreamAs(StreamFormat.Events)] () => Dishes());
        app.Get("/result", () => TypedResults.Created("/dishes/1", new Dish("soup")));
        app.Get("/redirect", () => TypedResults.Redirect("/text"));
        app.Get("/void", () => { });
        app.Get("/error", string () => throw new NotFound("No such thing."));
        app.Get("/late-error", async Task<string> () =>
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            throw new NotFound("No such thing.");
        });
        app.Get("/half-error", async Task (HttpResponse response) =>
        {
            response.ContentType = "text/csv";
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            throw new NotFound("No such thing.");
        });
        app.Get("/invalid", ([Range(1, 9)] int number) => number);
        app.Get("/bare", (HttpResponse response) => { response.StatusCode = 409; });
        app.Get("/own", async (HttpResponse response) =>
        {
            await response.WriteAsync("soup");
            await response.WriteAsync(" and bread");
        });
        app.Get("/own-parts", async (HttpContext http) =>
        {
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync("soup");
            await http.Response.Body.FlushAsync();
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            await http.Response.WriteAsync(" and bread");
        });
        app.Get("/own-status", (HttpResponse response) => { response.StatusCode = 202; });
        app.Post("/dishes", (Dish dish) => dish);
        app.Post("/form", ([Microsoft.AspNetCore.Mvc.FromForm] string name) => name);
        app.Post("/upload", async (IAsyncEnumerable<UploadPart> parts) =>
        {
            var texts = new List<string>();
            await foreach (var part in parts)
            {
                using var reader = new StreamReader(part.Content);
                texts.Add(await reader.ReadToEndAsync());
            }

            return string.Concat(texts);
        });
        app.WebSocket(Socket, async (RawWebSocketSession session) =>
        {
            await foreach (var message in session.ReadAllAsync())
                await session.SendAsync(message.Bytes);
        });
        app.MapGet("/asp", () => "soup");
        app.MapGet("/asp-error", string () => throw new NotFound("No such thing."));
    }

    [Dependency]
    internal static async IAsyncEnumerable<Meal> Bread()
    {
        await Task.Yield();
        yield return new Meal("bread");
    }

    private static async IAsyncEnumerable<Dish> Dishes()
    {
        yield return new Dish("1");
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        yield return new Dish("2");
    }

    private static async IAsyncEnumerable<Dish> Portions(Meal meal)
    {
        yield return new Dish(meal.Name);
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        yield return new Dish(meal.Name);
    }

    internal sealed record Answer(int Status, string? Type, string Body);

    internal sealed record Dish(string Name);

    internal sealed record Meal(string Name);
}
