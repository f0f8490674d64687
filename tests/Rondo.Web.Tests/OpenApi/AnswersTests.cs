using System.Net;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rondo.Api;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>Real answers, compared with what the document says of them.</summary>
public class AnswersTests
{
    [LoopFact]
    public async Task Answers_are_what_the_document_says()
    {
        var app = RondoApp.Create([], static builder => builder.Logging.ClearProviders());
        app.Get("/record", Line? (bool some) => some ? Line() : null);
        app.Get("/task", Task<Line?> (bool some) => Task.FromResult(some ? Line() : null));
        app.Get("/number", int? (bool some) => some ? 1 : null);
        app.Get("/text", string? (bool some) => some ? "" : null);
        app.Get("/page", Html? (bool some) => some ? new Html("<p>") : null);
        app.Get("/bytes", byte[]? (bool some) => some ? [1] : null);
        app.Get("/stream", Stream? (bool some) => some ? new MemoryStream([1]) : null);
        app.Get("/shade", Shade? (bool some) => some ? Shade.Red : null);
        app.Get("/list", List<Line?>? (bool some) => some ? [Line(), null] : null);
        app.Get("/array", Line?[] (bool some) => some ? [Line(), null] : []);
        app.Get("/words", List<string?> (bool some) => some ? ["a", null] : []);
        app.Get("/numbers", List<int?> (bool some) => some ? [1, null] : []);
        app.Get("/nested", Dictionary<string, List<Line?>> (bool some) => some ? new() { ["a"] = [Line(), null] } : []);
        app.Get("/map", IReadOnlyDictionary<string, Line?> (bool some) => new Dictionary<string, Line?> { ["a"] = some ? Line() : null });
        app.Get("/items", (bool some) => Items(some));
        app.Get("/shape", Shape? (bool some) => some ? new Circle(1) : null);
        app.Get("/shapes", List<Shape?> (bool some) => some ? [new Square(2), new Circle(1), null] : []);
        app.Get("/members", (bool some) =>
            new Parts(some ? ["a", null] : null, some ? new() { ["a"] = null } : [], some ? [null, Line()] : []));
        app.Get("/page-of", Page<Line> (bool some) => new([Line()], some ? Line() : null));
        app.Get("/optional", Sent (bool some) => new() { Note = some ? (string?)null : default(Optional<string?>) });
        app.Get("/union", Results<Ok<Line>, NoContent> (bool some) => some ? TypedResults.Ok(Line()) : TypedResults.NoContent());
        app.Get("/error", Line (bool some) => some ? Line() : throw new Gone());
        app.Get("/nothing", (bool some) => { });
        app.Get("/größe", (bool some) => new Größe(some ? 1 : 2));
        await using var client = await TestClient.StartAsync(app);
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Empty(DocumentedApp.Violations(document));
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var some in new[] { "true", "false", "neither" })
                await CheckAsync(client, document, $"{path}?some={some}", item!["get"]!);
        }
    }

    [LoopFact]
    public async Task What_is_sent_and_what_is_answered_differ_where_a_type_does()
    {
        var app = RondoApp.Create([], static builder => builder.Logging.ClearProviders());
        app.Post("/both", (Both both) => both);
        app.Post("/holder", (Holder holder) => new[] { holder });
        app.Post("/same", (Same same) => same);
        app.Post("/sent", (Sent sent) => { });
        app.Get("/given", () => new Given());
        var document = await DocumentedApp.DocumentAsync(app);
        Assert.Empty(DocumentedApp.Violations(document));
        var schemas = document["components"]!["schemas"]!.AsObject();
        Assert.Equal(
            ["Both-Input", "Both-Output", "Given", "Holder-Input", "Holder-Output", "Same", "Sent"],
            schemas.Select(static each => each.Key).Where(static name => name is not ("Problem" or "InvalidInput" or "InputError"))
                .Order(StringComparer.Ordinal));
        Assert.Equal("name | name note count", Members(schemas["Both-Input"]!));
        Assert.Equal("computed count name note | computed count name note", Members(schemas["Both-Output"]!, isSorted: true));
        Assert.Equal("#/components/schemas/Both-Input", schemas["Holder-Input"]!["properties"]!["both"]!["$ref"]!.GetValue<string>());
        Assert.Equal("#/components/schemas/Both-Output", schemas["Holder-Output"]!["properties"]!["both"]!["$ref"]!.GetValue<string>());
        Assert.Equal("id | id", Members(schemas["Same"]!));
        Assert.Equal(" | note", Members(schemas["Sent"]!));
        Assert.Equal("number | number word", Members(schemas["Given"]!));
    }

    private static string Members(JsonNode schema, bool isSorted = false)
    {
        var required = (schema["required"]?.AsArray() ?? []).Select(static name => name!.GetValue<string>());
        var members = schema["properties"]!.AsObject().Select(static each => each.Key);
        return $"{string.Join(' ', isSorted ? required.Order(StringComparer.Ordinal) : required)} | {string.Join(' ', isSorted ? members.Order(StringComparer.Ordinal) : members)}";
    }

    private static async Task CheckAsync(HttpClient client, JsonObject document, string url, JsonNode operation)
    {
        using var answer = await client.GetAsync(url);
        var status = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var response = operation["responses"]![status];
        Assert.True(response is not null, $"{url} answers {status}, which the document lacks.");
        var text = await answer.Content.ReadAsStringAsync();
        var media = response["content"]?[answer.Content.Headers.ContentType?.MediaType ?? ""];
        Assert.True(media is not null == (answer.StatusCode != HttpStatusCode.NoContent),
            $"{url} answers {status} {answer.Content.Headers.ContentType}, the document has {response.ToJsonString()}");
        if (answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true)
        {
            var mismatches = DocumentedApp.Mismatches(document, media!["schema"]!, JsonNode.Parse(text));
            Assert.True(mismatches is [], $"{url}: {text} is not {media.ToJsonString()}: {string.Join("; ", mismatches)}");
        }
    }

    private static Line Line() => new(1, null, null);

    private static async IAsyncEnumerable<Line?> Items(bool some)
    {
        await EventLoop.Yield();
        yield return Line();
        if (some)
            yield return null;
    }

    internal sealed record Parts(List<string?>? Words, Dictionary<string, Line?> Map, Line?[] Lines);

    internal sealed record Page<T>(IReadOnlyList<T> Items, T? Next);

    internal sealed record Größe(int Höhe);

    internal sealed record Both(string Name, string? Note, int Count = 1)
    {
        public int Computed => Name.Length;
    }

    internal sealed record Holder(Both Both);

    internal sealed record Same(int Id);

    internal sealed class Sent
    {
        public Optional<string?> Note { get; set; }
    }

    internal sealed class Given
    {
        public int Number { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Word { get; set; }
    }
}
