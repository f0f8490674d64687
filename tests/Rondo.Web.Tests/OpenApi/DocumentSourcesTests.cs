using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Controllers;
using Rondo.Api;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>Every source of operations and schemas: Rondo's endpoints, ASP.NET's, bodies of bytes, names, handling of numbers, contexts.</summary>
public partial class DocumentSourcesTests
{
    [LoopFact]
    public async Task Endpoints_of_every_framework_and_method_are_in_the_document()
    {
        await using var client = await ApiTest.StartAsync(
            static app =>
            {
                app.Get("/own", () => new Line(1, null, null));
                app.Web.MapGet("/minimal/{id}", (int id, string? q) => new Line(id, q, null));
                app.Web.MapPost("/minimal", (Order order) => order);
                app.Web.Map("/every/{id}", (int id) => new Line(id, null, null));
                app.Web.Map("/every", (Line line) => line);
                app.Web.MapMethods("/purge", ["PURGE"], (int? id) => "");
                app.Web.Map("/bare", static (HttpContext http) => Task.CompletedTask);
                app.Web.Map("/hidden", (int? id) => "").ExcludeFromDescription();
                app.Web.MapControllers();
            },
            static builder => builder.Services.AddControllers().AddApplicationPart(typeof(BesideController).Assembly)
                .ConfigureApplicationPartManager(static parts => parts.FeatureProviders.Add(new Only(typeof(BesideController)))));
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Empty(DocumentedApp.Violations(document));
        var operations = document["paths"]!.AsObject().SelectMany(static path => path.Value!.AsObject().Select(each => $"{each.Key} {path.Key}")).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "get /beside/any/{id}", "get /beside/{id}", "get /every/{id}", "get /minimal/{id}", "get /own", "post /beside", "post /beside/any", "post /every",
                "post /minimal", "x-oai-additionalOperations /purge",
            ],
            operations);
        Assert.Equal("200", document["paths"]!["/every/{id}"]!["get"]!["responses"]!.AsObject().First().Key);
        Assert.Equal("#/components/schemas/Line-Input", Schema(document["paths"]!["/every"]!["post"]!["requestBody"]!));
    }

    [LoopFact]
    public async Task A_body_of_bytes_is_documented_and_read()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Post("/stream", async (Stream body) =>
            {
                using var reader = new StreamReader(body);
                return await reader.ReadToEndAsync();
            });
            app.Put("/pipe", async (PipeReader body) => (await body.ReadAtLeastAsync(3)).Buffer.Length);
            app.Get("/none", (Stream body) => "");
        });
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Empty(DocumentedApp.Violations(document));
        foreach (var operation in new[] { document["paths"]!["/stream"]!["post"]!, document["paths"]!["/pipe"]!["put"]! })
        {
            Assert.Equal("""{"application/octet-stream":{"schema":{"type":"string","format":"binary"}}}""", operation["requestBody"]!["content"]!.ToJsonString());
            Assert.Equal(["200", "413"], operation["responses"]!.AsObject().Select(static each => each.Key));
        }

        Assert.Null(document["paths"]!["/none"]!["get"]!["requestBody"]);
        Assert.Equal("200 abc", await client.AnswerAsync("/stream", content: new StringContent("abc")));
    }

    [LoopFact]
    public async Task The_data_of_an_event_may_be_null()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Get("/number", () => Events<int?>(null));
            app.Get("/line", () => Events<Line?>(null));
            app.Get("/sure", () => Events(1));
            app.Get("/words", () => Events<List<string?>>([null]));
        });
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Empty(DocumentedApp.Violations(document));
        string Data(string path) => document["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["text/event-stream"]!["schema"]!["items"]!["properties"]!["data"]!.ToJsonString();
        Assert.Contains("[\"null\",\"integer\"]", Data("/number"), StringComparison.Ordinal);
        Assert.Equal("""{"oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Line"}]}""", Data("/line"));
        Assert.DoesNotContain("null", Data("/sure"), StringComparison.Ordinal);
        Assert.Contains("[\"null\",\"string\"]", Data("/words"), StringComparison.Ordinal);
        Assert.Equal("200 data: null\n\n", await client.AnswerAsync("/line"));
    }

    [LoopFact]
    public async Task Names_of_schemas_do_not_depend_on_the_order_of_endpoints()
    {
        Action<RondoApp>[] maps =
        [
            static app => app.Post("/a", (Alpha.Namesake body) => body),
            static app => app.Post("/b", (Beta.Namesake body) => new[] { body }),
            static app => app.Get("/c", () => new Alpha.Parcel<Beta.Namesake>(new(1))),
            static app => app.Get("/d", () => new Beta.Parcel<Beta.Namesake>(new(1))),
            static app => app.Get("/e", () => new Alpha.Parcel<Alpha.Namesake>(new(1))),
        ];
        var documents = new List<string>();
        foreach (var order in new[] { maps, [.. maps.Reverse()], [.. maps.Skip(2), .. maps.Take(2)] })
        {
            await using var client = await ApiTest.StartAsync(app => Array.ForEach(order, map => map(app)));
            var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
            Assert.Empty(DocumentedApp.Violations(document));
            documents.Add(string.Join('\n', document["components"]!["schemas"]!.AsObject().OrderBy(static each => each.Key, StringComparer.Ordinal)
                .Select(static each => $"{each.Key}: {each.Value!["properties"]?.ToJsonString()}")));
        }

        Assert.Single(documents.Distinct());
        var names = documents[0].Split('\n').Select(static line => line[..line.IndexOf(':')]);
        Assert.Equal(
            [
                "InputError", "InvalidInput", "Namesake", "ParcelOfNamesake", "Problem", "Rondo_Web_Tests_OpenApi_Alpha_ParcelOfRondo_Web_Tests_OpenApi_Beta_Namesake",
                "Rondo_Web_Tests_OpenApi_Beta_Namesake", "Rondo_Web_Tests_OpenApi_Beta_ParcelOfRondo_Web_Tests_OpenApi_Beta_Namesake",
            ],
            names);
        await using var alone = await ApiTest.StartAsync(maps[1]);
        Assert.Equal("#/components/schemas/Namesake", Schema(JsonNode.Parse(await alone.GetStringAsync("/openapi.json"))!["paths"]!["/b"]!["post"]!["requestBody"]!));
    }

    [LoopFact]
    public async Task Number_handling_of_a_member_holds_in_lists_and_is_documented()
    {
        const string Text = """{"list":["1.5",2],"map":{"a":"3"},"maybe":"4.5","halves":null,"one":"5","plain":6,"names":["NaN",1],"nested":{"numbers":["7"]}}""";
        await using var client = await ApiTest.StartAsync(static app => app.Post("/", (Handled body) => body));
        Assert.Equal("""200 {"list":[1.5,2],"map":{"a":3},"maybe":4.5,"halves":null,"one":5,"plain":6,"names":["NaN",1],"nested":{"numbers":[7]}}""", await client.AnswerAsync("/", content: ApiTest.Json(Text)));
        Assert.StartsWith("422 ", await client.AnswerAsync("/", content: ApiTest.Json(Text.Replace("\"plain\":6", "\"plain\":\"6\"", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains("\"pointer\":\"/list\",\"code\":\"type\"", await client.AnswerAsync("/", content: ApiTest.Json(Text.Replace("\"1.5\"", "\"x\"", StringComparison.Ordinal))), StringComparison.Ordinal);
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Empty(DocumentedApp.Violations(document));
        var body = document["components"]!["schemas"]!["Handled-Input"] ?? document["components"]!["schemas"]!["Handled"]!;
        Assert.Empty(DocumentedApp.Mismatches(document, body, JsonNode.Parse(Text.Replace("\"NaN\"", "2", StringComparison.Ordinal))));
        Assert.NotEmpty(DocumentedApp.Mismatches(document, body, JsonNode.Parse(Text.Replace("\"plain\":6", "\"plain\":\"6\"", StringComparison.Ordinal))));
        Assert.NotEmpty(DocumentedApp.Mismatches(document, body, JsonNode.Parse(Text.Replace("\"5\"", "true", StringComparison.Ordinal))));
    }

    [LoopFact]
    public async Task Names_of_a_context_with_string_enums_are_those_of_every_origin()
    {
        await using var client = await ApiTest.StartAsync(
            static app =>
            {
                app.Post("/", (Painted body) => body);
                app.Get("/", (Tint tint) => new Painted(tint, null));
            },
            static builder => builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, PaintedJson.Default)));
        Assert.Equal("""200 {"tint":"DarkBlue","maybe":"off"}""", await client.AnswerAsync("/", content: ApiTest.Json("""{"tint":"DarkBlue","maybe":"off"}""")));
        Assert.Equal("""200 {"tint":"DarkBlue","maybe":null}""", await client.AnswerAsync("/?tint=DarkBlue"));
        Assert.StartsWith("422 ", await client.AnswerAsync("/", content: ApiTest.Json("""{"tint":1}""")), StringComparison.Ordinal);
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Empty(DocumentedApp.Violations(document));
        Assert.Equal("""["DarkBlue","off"]""", document["paths"]!["/"]!["get"]!["parameters"]![0]!["schema"]!["enum"]!.ToJsonString());
        Assert.Contains("""["DarkBlue","off"]""", document["components"]!["schemas"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task Sets_have_unique_items_and_late_members_are_required()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Post("/", (Sets body) => body);
            app.Get("/", IReadOnlySet<string> () => new HashSet<string> { "a" });
        });
        const string Text = """{"read":["a"],"plain":[1],"sorted":[2],"lines":[{"id":1,"note":null,"code":null,"count":1}],"name":"n"}""";
        Assert.Equal("200 " + Text, await client.AnswerAsync("/", content: ApiTest.Json(Text)));
        Assert.Equal("200 [\"a\"]", await client.AnswerAsync("/"));
        var without = Text.Replace("[{\"id\":1,\"note\":null,\"code\":null,\"count\":1}]", "null", StringComparison.Ordinal);
        Assert.Equal("200 " + without, await client.AnswerAsync("/", content: ApiTest.Json(without)));
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Empty(DocumentedApp.Violations(document));
        var schema = document["components"]!["schemas"]!["Sets-Input"] ?? document["components"]!["schemas"]!["Sets"]!;
        Assert.Empty(DocumentedApp.Mismatches(document, schema, JsonNode.Parse(without)));
        foreach (var member in new[] { "read", "plain", "sorted", "lines" })
            Assert.True(schema["properties"]![member]!["uniqueItems"]!.GetValue<bool>(), schema.ToJsonString());
        Assert.Equal("string", schema["properties"]!["read"]!["items"]!["type"]!.GetValue<string>());
        Assert.Equal(["name", "read"], schema["required"]!.AsArray().Select(static each => each!.GetValue<string>()).Order(StringComparer.Ordinal));
    }

    private static string Schema(JsonNode body) => (body["content"]!["application/json"]!["schema"] is { } schema ? schema["$ref"] ?? schema["items"]?["$ref"] : null)!.GetValue<string>();

    private static async IAsyncEnumerable<ServerEvent<T>> Events<T>(T data)
    {
        await EventLoop.Yield();
        yield return new ServerEvent<T>(data);
    }

    internal sealed record Handled(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] List<double> List,
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] Dictionary<string, float> Map,
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] double? Maybe,
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] Half?[]? Halves,
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] int One,
        double Plain,
        [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double[] Names,
        Loose Nested);

    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    internal sealed record Loose(IReadOnlyList<double> Numbers);

    internal enum Tint
    {
        DarkBlue,
        [JsonStringEnumMemberName("off")]
        White,
    }

    internal sealed record Painted(Tint Tint, Tint? Maybe);

    internal sealed class Sets
    {
        public IReadOnlySet<string> Read { get; set; } = null!;

        public ISet<int> Plain { get; set; } = new HashSet<int>();

        public SortedSet<int>? Sorted { get; set; }

        public IReadOnlySet<Line>? Lines { get; set; }

        public string Name { get; set; } = null!;
    }

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
    [JsonSerializable(typeof(Painted))]
    internal sealed partial class PaintedJson : JsonSerializerContext;

    /// <summary>One controller of the assembly.</summary>
    private sealed class Only(Type controller) : Microsoft.AspNetCore.Mvc.ApplicationParts.IApplicationFeatureProvider<ControllerFeature>
    {
        public void PopulateFeature(IEnumerable<Microsoft.AspNetCore.Mvc.ApplicationParts.ApplicationPart> parts, ControllerFeature feature)
        {
            foreach (var other in feature.Controllers.Where(each => each != controller).ToList())
                feature.Controllers.Remove(other);
        }
    }
}
