using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rondo.Api;
using MissingResult = Microsoft.AspNetCore.Http.HttpResults.NotFound;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>The document of an app with every form of route, method, input and answer.</summary>
[Trait("Speed", "Slow")]
public class OddAppTests
{
    private static readonly string[] s_routes =
    [
        "/plain", "/{{braced}}", "/constrained/{id:int}", "/optional/{id?}", "/default/{id=5}", "/rest/{*id}", "/both/{id}.{extension}",
            "/some/{id}.{extension?}",
        "/old-menu", "/snake_case", "/größe", "/{a=x}/{b=y}/{id?}", "/a b",
    ];

    [LoopFact(Virtual = true)]
    public async Task It_is_valid_and_complete()
    {
        await using var client = await TestClient.StartAsync(Build());
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Empty(DocumentedApp.Violations(document).Take(10));
        var schemas = document["components"]!["schemas"]!.AsObject();
        Assert.All(schemas, static each => Assert.Matches("^[a-zA-Z0-9._-]+$", each.Key));
        Assert.All(Nodes(document).OfType<JsonObject>(), node =>
        {
            if (node["$ref"] is JsonValue reference)
                Assert.True(schemas.ContainsKey(reference.GetValue<string>()["#/components/schemas/".Length..]), reference.ToJsonString());
            if (node["default"] is { } value && node.ContainsKey("type"))
                Assert.Empty(DocumentedApp.Mismatches(document, node, value));
            foreach (var example in node["examples"] as JsonArray ?? [])
                Assert.Empty(DocumentedApp.Mismatches(document, node, example));
        });
        var operations = document["paths"]!.AsObject()
            .SelectMany(static path => path.Value!.AsObject().Select(operation => (path.Key, Value: operation.Value!))).ToList();
        var ids = operations.Select(static operation => operation.Value["operationId"]!.GetValue<string>()).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        var endpoints = client.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.Count(static endpoint => endpoint.Metadata.GetMetadata<Rondo.Api.Runtime.EndpointDescription>() is not null);
        Assert.True(endpoints > 400 && operations.Count >= endpoints, $"{endpoints} endpoints, {operations.Count} operations");
        Assert.All(operations, static operation => Assert.Equal(
            operation.Key.Split('{').Skip(1).Select(static part => part[..part.IndexOf('}')]),
            (operation.Value["parameters"] as JsonArray ?? []).Where(static parameter => parameter!["in"]!.GetValue<string>() == "path")
                .Select(static parameter => parameter!["name"]!.GetValue<string>())));
    }

    internal static RondoApp Build(int routes = int.MaxValue, Action<RondoAppBuilder>? configure = null)
    {
        var app = RondoApp.Create(["--hostBuilder:reloadConfigOnChange=false"], builder =>
        {
            builder.Logging.ClearProviders();
            configure?.Invoke(builder);
        });
        foreach (var (route, i) in s_routes.Take(routes).Select(static (route, i) => (route, i)))
        {
            Inputs(app.Group($"/i{i}/{{group}}"), route);
            Bodies(app.Group($"/b{i}"), route);
            Answers(app.Group($"/a{i}"), route);
        }

        return app;
    }

    private static void Inputs(IEndpointRouteBuilder routes, string route)
    {
        routes.Get("/none" + route, () => "");
        routes.Get("/id" + route, (int? id) => "");
        routes.Get("/text" + route, (string? id, string group) => "");
        routes.Delete("/query" + route,
            (int page, [Range(1, 9)] int size = 5, string[]? words = null, Shade shade = Shade.DarkBlue, DateOnly? on = null,
                double ratio = 0.5) => "");
        routes.Options("/header" + route, ([FromHeader] string? userAgent, [FromHeader] int[]? numbers) => "");
        routes.Get("/cookie" + route, ([FromCookie] Guid session) => "");
        routes.Get("/object" + route, ([AsParameters] Window window) => "");
        routes.Head("/head" + route, (int? id) => { });
        routes.WebSocket("/socket" + route, (WebSocketSession<Shape, Line> session) => Task.CompletedTask);
    }

    private static void Bodies(IEndpointRouteBuilder routes, string route)
    {
        routes.Post("/json" + route, (Order order) => { });
        routes.Put("/json" + route, (Order? order) => { });
        routes.Patch("/json" + route, (Odd.Patch patch) => { });
        routes.Post("/list" + route, (List<Line?> lines) => { });
        routes.Post("/map" + route, (Dictionary<string, int[]> map) => { });
        routes.Post("/shape" + route, (Shape shape) => { });
        routes.Post("/lines" + route, (IAsyncEnumerable<Line> lines) => { });
        routes.Post("/form" + route, ([FromForm] string name, [FromForm] int? age, [FromForm] Shade shade = Shade.Red) => { });
        routes.Put("/file" + route, (IFormFile file, [FromForm] string? name) => { });
        routes.Post("/files" + route, (IFormFileCollection files) => { });
        routes.Post("/stream" + route, (Stream body) => { });
        routes.Post("/set" + route, (IReadOnlySet<string> words) => { });
        routes.Post("/whole" + route, (IFormCollection form) => { });
    }

    private static void Answers(IEndpointRouteBuilder routes, string route)
    {
        routes.Get("/nothing" + route, () => { });
        routes.Get("/text" + route, string? () => null);
        routes.Get("/page" + route, Html? () => null);
        routes.Get("/bytes" + route, byte[]? () => null);
        routes.Get("/stream" + route, Stream? () => null);
        routes.Get("/record" + route, Line? () => null);
        routes.Get("/list" + route, List<Line?> () => []);
        routes.Get("/nested" + route, Dictionary<string, List<Line?>?> () => []);
        routes.Get("/shape" + route, Shape () => new Circle(1));
        routes.Get("/generic" + route, Odd.Pair<Line, Odd.Pair<int?, string[]>>? () => null);
        routes.Get("/letters" + route, Odd.Größe () => new(1));
        routes.Get("/node" + route, Odd.Node () => new(null, []));
        routes.Get("/union" + route, Results<Ok<Line>, Created<Order>, MissingResult, ProblemHttpResult> () => TypedResults.NotFound());
        routes.Get("/items" + route, () => Items());
        routes.Get("/events" + route, IAsyncEnumerable<ServerEvent<Line?>> () => throw new Gone());
        routes.Get("/error" + route, Line () => throw new HttpError(418));
    }

    private static async IAsyncEnumerable<Line> Items()
    {
        await EventLoop.Yield();
        yield break;
    }

    private static IEnumerable<JsonNode?> Nodes(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static member => Nodes(member.Value)).Prepend(node),
        JsonArray items => items.SelectMany(Nodes),
        _ => [],
    };

    internal static class Odd
    {
        internal sealed record Pair<TFirst, TSecond>(TFirst First, TSecond? Second);

        internal sealed record Größe(int Höhe);

        internal sealed record Node(Node? Parent, IReadOnlyList<Node> Children);

        internal sealed class Patch
        {
            public Optional<string?> Note { get; set; }

            public Optional<Line> Line { get; set; }

            [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
            public int Count { get; init; } = 3;

            public string Computed => "";
        }
    }
}
