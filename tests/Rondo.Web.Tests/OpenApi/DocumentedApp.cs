using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api;
using AppNotFound = Rondo.Api.NotFound;
using MissingResult = Microsoft.AspNetCore.Http.HttpResults.NotFound;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>An app with one of everything that the document describes.</summary>
internal static class DocumentedApp
{
    internal static RondoApp Build(Action<RondoAppBuilder>? configure = null)
    {
        var builder = RondoApp.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Docs(docs =>
        {
            docs.Title = "Shop";
            docs.Version = "2.1";
            docs.Tags["items"] = "Things on sale.";
        });
        configure?.Invoke(builder);
        var app = builder.Build();
        app.Get("/text", () => "text");
        app.Get("/page", () => new Html("<p>"));
        app.Get("/bytes", () => new byte[] { 1 });
        app.Post("/nothing", () => { });
        app.Get("/inputs/{id}", ([Range(1, int.MaxValue)] int id, [MaxLength(50)] string? q, [RegularExpression("[a-z]+")] string? word, Shade shade = Shade.DarkBlue, [FromHeader] string? userAgent = null, [FromCookie] string? session = null,
            [Length(1, 3)] int[]? ids = null, [Range(0.0, 1.0, MinimumIsExclusive = true)] double ratio = 0.5, [Deprecated, Example("2026-01-31")] DateOnly? on = null) => new Line(id, q, null, 1));
        app.Post("/orders", (Order order) => order).Status(201).WithTags("items").WithName("placeOrder").Deprecated();
        app.Get("/orders/{id}", Task<Order> (int id) => throw new AppNotFound());
        app.Post("/form", ([FromForm] string name, [FromForm] int? age) => name);
        app.Post("/upload", ([FromForm] string name, IFormFile file) => name);
        app.Get("/stream", () => Numbers());
        app.Get("/events", () => Events());
        app.Get("/union/{id}", Results<Ok<Line>, MissingResult> (int id) => TypedResults.NotFound());
        app.Get("/hidden", () => "hidden").ExcludeFromDescription();
        app.Get("/shape", () => (Shape)new Circle(1));
        app.Include(typeof(Greetings));
        var group = app.Group("/groups/{groupId}", "groups").Depends((int groupId, [FromHeader] string key) =>
        {
            if (key != "k")
                throw new Forbidden($"Not in {groupId}.");
        });
        group.Get("/members", (int groupId, int limit = 10) => new Line(groupId, null, null, limit));
        app.WebSocket("/chat/{room}", async (string room, WebSocketSession<Shape, Line> socket) =>
        {
            await foreach (var shape in socket.ReadAllAsync())
                await socket.SendAsync(new Line(1, room, shape.ToString(), 1));
        });
        app.Web.MapGet("/aspnet/{id:int}", (int id, double? x) => new Line(id, null, null, 1)).WithTags("aspnet");
        return app;
    }

    internal static async Task<JsonObject> DocumentAsync(RondoApp app)
    {
        await using var client = await TestClient.StartAsync(app);
        return JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
    }

    internal static IReadOnlyList<string> Violations(JsonNode document)
    {
        using var stream = typeof(DocumentedApp).Assembly.GetManifestResourceStream("openapi-3.1.schema.json")!;
        return SchemaValidator.Validate(JsonNode.Parse(stream)!, document);
    }

    /// <summary>What is wrong with a value by a schema of the document.</summary>
    internal static IReadOnlyList<string> Mismatches(JsonNode document, JsonNode schema, JsonNode? value) => SchemaValidator.Validate(document, schema, value);

    private static async IAsyncEnumerable<int> Numbers()
    {
        await EventLoop.Yield();
        yield return 1;
    }

    private static async IAsyncEnumerable<ServerEvent<Line>> Events()
    {
        await EventLoop.Yield();
        yield break;
    }
}

public enum Shade
{
    Red,
    DarkBlue,
}

/// <summary>One line of an order.</summary>
/// <param name="Id">Which thing.</param>
/// <param name="Note">For the packer.</param>
/// <param name="Code">A code.</param>
/// <param name="Count">How many.</param>
public sealed record Line([Range(1, 999)] int Id, [MaxLength(20)] string? Note, [property: Deprecated] string? Code, [Example(3)] int Count = 1);

/// <summary>What somebody wants.</summary>
[Example("""{"customer":"a@b.c","lines":[{"id":1}]}""")]
public sealed record Order([EmailAddress] string Customer, [Length(1, 10)] IReadOnlyList<Line> Lines)
{
    /// <summary>The first line.</summary>
    public Line? First { get; init; }
}

/// <summary>A figure.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
public abstract record Shape;

/// <summary>A round one.</summary>
/// <param name="Radius">From its middle.</param>
public sealed record Circle([Range(0, 100)] double Radius) : Shape;

public sealed record Square(double Side) : Shape;

internal static class Greetings
{
    /// <summary>Says hello.</summary>
    /// <remarks>To anybody.</remarks>
    /// <param name="name">Whom to greet.</param>
    /// <returns>The greeting.</returns>
    [Get("/hello/{name}")]
    internal static string Hello(string name) => name;
}
