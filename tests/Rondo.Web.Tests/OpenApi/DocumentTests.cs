using System.Text.Json.Nodes;
using Rondo.Api;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>The OpenAPI document.</summary>
public class DocumentTests
{
    private const string Invalid = """
        "422":{"description":"The request has invalid input","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/InvalidInput"}}}}
        """;

    private const string LineJson = """{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Line-Output"}}}}""";

    private const string Body = """
        "413":{"description":"Payload Too Large","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},
        "415":{"description":"Unsupported Media Type","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},
        """ + Invalid;

    [LoopFact]
    public async Task It_is_valid_by_the_official_schema()
    {
        var document = await DocumentedApp.DocumentAsync(DocumentedApp.Build());
        Assert.Equal("3.1", document["openapi"]!.GetValue<string>()[..3]);
        Assert.Empty(DocumentedApp.Violations(document));
        document["info"]!.AsObject().Remove("version");
        document["paths"]!["/text"]!["get"]!["parameters"] = new JsonArray(new JsonObject { ["name"] = "x", ["in"] = "nowhere" });
        document["paths"]!["/text"]!["get"]!["summery"] = "misspelled";
        Assert.Contains("/info lacks version", DocumentedApp.Violations(document));
        Assert.Contains(DocumentedApp.Violations(document), static error => error.Contains("nowhere", StringComparison.Ordinal) || error.Contains("/parameters/0/in", StringComparison.Ordinal));
        Assert.Contains(DocumentedApp.Violations(document), static error => error.Contains("summery", StringComparison.Ordinal));
    }

    [LoopFact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await DocumentedApp.DocumentAsync(DocumentedApp.Build());
        var schemas = document["components"]!["schemas"]!.AsObject();
        Assert.All(References(document), reference => Assert.True(schemas.ContainsKey(reference["#/components/schemas/".Length..]), reference));
    }

    [LoopFact]
    public async Task Operations_are_exactly_what_handlers_say()
    {
        var document = await DocumentedApp.DocumentAsync(DocumentedApp.Build());
        foreach (var (path, expected) in new Dictionary<string, string>
        {
            ["get /text"] = """{"operationId":"getText","responses":{"200":{"description":"OK","content":{"text/plain":{"schema":{"type":"string"}}}}}}""",
            ["get /page"] = """{"operationId":"getPage","responses":{"200":{"description":"OK","content":{"text/html":{"schema":{"type":"string"}}}}}}""",
            ["get /bytes"] = """{"operationId":"getBytes","responses":{"200":{"description":"OK","content":{"application/octet-stream":{"schema":{"type":"string","format":"binary"}}}}}}""",
            ["post /nothing"] = """{"operationId":"postNothing","responses":{"204":{"description":"No Content"}}}""",
            ["get /inputs/{id}"] = """
                {"operationId":"getInputsById","parameters":[
                {"name":"id","in":"path","required":true,"schema":{"type":"integer","format":"int32","minimum":1,"maximum":2147483647}},
                {"name":"q","in":"query","schema":{"type":"string","maxLength":50}},
                {"name":"word","in":"query","schema":{"type":"string","pattern":"^(?:[a-z]+)$"}},
                {"name":"shade","in":"query","schema":{"type":"string","enum":["red","darkBlue"],"default":"darkBlue"}},
                {"name":"user-agent","in":"header","schema":{"type":"string"}},
                {"name":"session","in":"cookie","schema":{"type":"string"}},
                {"name":"ids","in":"query","schema":{"type":"array","items":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647},"minItems":1,"maxItems":3}},
                {"name":"ratio","in":"query","schema":{"type":"number","format":"double","exclusiveMinimum":0,"maximum":1,"default":0.5}},
                {"name":"on","in":"query","deprecated":true,"schema":{"type":"string","format":"date"},"example":"2026-01-31"}],
                "responses":{"200":%LINE%,%INVALID%}}
                """,
            ["post /orders"] = """
                {"tags":["items"],"operationId":"placeOrder","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Order-Input"}}}},
                "responses":{"201":{"description":"Created","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Order-Output"}}}},%BODY%},"deprecated":true}
                """,
            ["get /orders/{id}"] = """
                {"operationId":"getOrdersById","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}}],
                "responses":{"200":{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Order-Output"}}}},
                "404":{"description":"Not Found","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},%INVALID%}}
                """,
            ["post /form"] = """
                {"operationId":"postForm","requestBody":{"required":true,"content":{
                "application/x-www-form-urlencoded":{"schema":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"age":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}}}},
                "multipart/form-data":{"schema":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"age":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}}}}}},
                "responses":{"200":{"description":"OK","content":{"text/plain":{"schema":{"type":"string"}}}},%BODY%}}
                """,
            ["post /upload"] = """
                {"operationId":"postUpload","requestBody":{"required":true,"content":{
                "multipart/form-data":{"schema":{"type":"object","required":["name","file"],"properties":{"name":{"type":"string"},"file":{"type":"string","format":"binary"}}}}}},
                "responses":{"200":{"description":"OK","content":{"text/plain":{"schema":{"type":"string"}}}},%BODY%}}
                """,
            ["get /union/{id}"] = """
                {"operationId":"getUnionById","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}}],
                "responses":{"200":%LINE%,"404":{"description":"Not Found","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},%INVALID%}}
                """,
            ["get /hello/{name}"] = """
                {"summary":"Says hello.","description":"To anybody.","operationId":"getHelloByName",
                "parameters":[{"name":"name","in":"path","description":"Whom to greet.","required":true,"schema":{"type":"string"}}],
                "responses":{"200":{"description":"The greeting.","content":{"text/plain":{"schema":{"type":"string"}}}}}}
                """,
            ["get /groups/{groupId}/members"] = """
                {"tags":["groups"],"operationId":"getGroupsByGroupId-members","parameters":[
                {"name":"groupId","in":"path","required":true,"schema":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}},
                {"name":"limit","in":"query","schema":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647,"default":10}},
                {"name":"key","in":"header","required":true,"schema":{"type":"string"}}],
                "responses":{"200":%LINE%,"403":{"description":"Forbidden","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},%INVALID%}}
                """,
            ["get /chat/{room}"] = """
                {"operationId":"connectChatByRoom","parameters":[{"name":"room","in":"path","required":true,"schema":{"type":"string"}}],
                "responses":{"101":{"description":"The connection becomes a WebSocket."},
                "403":{"description":"Forbidden","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}},
                "426":{"description":"Upgrade Required","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}},
                "x-websocket":{"incoming":{"$ref":"#/components/schemas/Shape"},"outgoing":{"$ref":"#/components/schemas/Line-Output"},"error":{"$ref":"#/components/schemas/SocketError"},"subprotocols":[]}}
                """,
            ["get /aspnet/{id}"] = """
                {"tags":["aspnet"],"parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}},
                {"name":"x","in":"query","schema":{"type":"number","format":"double"}}],"responses":{"200":%LINE%}}
                """,
        })
        {
            var (method, route) = (path.Split(' ')[0], path.Split(' ')[1]);
            Same(expected.Replace("%LINE%", LineJson, StringComparison.Ordinal).Replace("%INVALID%", Invalid, StringComparison.Ordinal).Replace("%BODY%", Body, StringComparison.Ordinal), document["paths"]![route]![method], path);
        }

        Assert.False(document["paths"]!.AsObject().ContainsKey("/hidden"));
        Assert.DoesNotContain(document["paths"]!.AsObject(), static path => path.Key.Contains("docs", StringComparison.Ordinal) || path.Key.Contains("openapi", StringComparison.Ordinal));
        Assert.All(document["paths"]!.AsObject(), static path => Assert.False(path.Value!.AsObject().ContainsKey("head"), path.Key));
    }

    [LoopFact]
    public async Task Types_bring_their_comments_constraints_defaults_and_examples()
    {
        var schemas = (await DocumentedApp.DocumentAsync(DocumentedApp.Build()))["components"]!["schemas"]!;
        Same("""
            {"type":"object","description":"One line of an order.","required":["id"],"properties":{
            "id":{"type":"integer","format":"int32","minimum":1,"maximum":999,"description":"Which thing."},
            "note":{"type":["null","string"],"maxLength":20,"description":"For the packer."},
            "code":{"type":["null","string"],"deprecated":true,"description":"A code."},
            "count":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647,"default":1,"examples":[3],"description":"How many."}}}
            """, schemas["Line-Input"], "Line-Input");
        Assert.Equal(["code", "count", "id", "note"], schemas["Line-Output"]!["required"]!.AsArray().Select(static name => name!.GetValue<string>()).Order(StringComparer.Ordinal));
        Same("""
            {"type":"object","description":"What somebody wants.","required":["customer","lines"],"properties":{
            "customer":{"type":"string","format":"email"},
            "lines":{"type":"array","minItems":1,"maxItems":10,"items":{"$ref":"#/components/schemas/Line-Input"}},
            "first":{"description":"The first line.","oneOf":[{"type":"null"},{"$ref":"#/components/schemas/Line-Input"}]}},
            "examples":[{"customer":"a@b.c","lines":[{"id":1}]}]}
            """, schemas["Order-Input"], "Order-Input");
        Same("""
            {"type":"object","description":"A figure.","required":["type"],
            "oneOf":[{"$ref":"#/components/schemas/ShapeCircle"},{"$ref":"#/components/schemas/ShapeSquare"}],
            "discriminator":{"propertyName":"type","mapping":{"circle":"#/components/schemas/ShapeCircle","square":"#/components/schemas/ShapeSquare"}}}
            """, schemas["Shape"], "Shape");
        Same("""
            {"type":"object","description":"A round one.","required":["radius","type"],"properties":{"type":{"type":"string","enum":["circle"]},
            "radius":{"type":"number","format":"double","minimum":0,"maximum":100,"description":"From its middle."}}}
            """, schemas["ShapeCircle"], "ShapeCircle");
    }

    [LoopFact]
    public async Task Streams_offer_what_the_client_may_ask_for()
    {
        var paths = (await DocumentedApp.DocumentAsync(DocumentedApp.Build()))["paths"]!;
        var content = paths["/stream"]!["get"]!["responses"]!["200"]!["content"]!.AsObject();
        Assert.Equal(["application/json", "application/jsonl", "text/event-stream"], content.Select(static each => each.Key));
        Same("""{"type":"array","items":{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}}""", content["application/jsonl"]!["schema"], "jsonl");
        var events = paths["/events"]!["get"]!["responses"]!["200"]!["content"]!.AsObject();
        Assert.Equal("text/event-stream", Assert.Single(events).Key);
        Assert.Equal("#/components/schemas/Line-Output", events["text/event-stream"]!["schema"]!["items"]!["properties"]!["data"]!["$ref"]!.GetValue<string>());
    }

    [LoopFact]
    public async Task Problems_are_described_as_they_are_written()
    {
        var app = DocumentedApp.Build();
        await using var client = await TestClient.StartAsync(app);
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;
        var answer = JsonNode.Parse(await (await client.GetAsync("/inputs/0?shade=green")).Content.ReadAsStringAsync())!;
        // The validator checks the answer against the document's own schema.
        var schema = new JsonObject
        {
            ["$defs"] = document["components"]!["schemas"]!.DeepClone(),
            ["$ref"] = "#/$defs/InvalidInput",
        };
        var local = JsonNode.Parse(schema.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal).Replace("\"maxItems\":100,", "", StringComparison.Ordinal))!;
        Assert.Empty(SchemaValidator.Validate(local, answer));
        answer["errors"]![0]!["in"] = "elsewhere";
        Assert.NotEmpty(SchemaValidator.Validate(local, answer));
    }

    [LoopFact]
    public async Task The_status_of_invalid_input_is_the_apps()
    {
        var document = await DocumentedApp.DocumentAsync(DocumentedApp.Build(builder => builder.Services.Configure<ApiOptions>(static options => options.InvalidInputStatus = 400)));
        Assert.Equal(["200", "400", "404"], document["paths"]!["/union/{id}"]!["get"]!["responses"]!.AsObject().Select(static each => each.Key).Order(StringComparer.Ordinal));
    }

    [LoopFact]
    public async Task Operation_ids_are_names_that_were_given_or_method_and_path()
    {
        var app = RondoApp.Create();
        app.Get("/a/find", Finders.Find);
        app.Get("/b/find", Finders.Find).WithName("findB");
        app.Get("/b/{find}", (string find) => find);
        var document = await DocumentedApp.DocumentAsync(app);
        Assert.Equal(["getAFind", "findB", "getBByFind"], document["paths"]!.AsObject().Select(static path => path.Value!["get"]!["operationId"]!.GetValue<string>()));
    }

    [LoopFact]
    public async Task Types_of_one_name_do_not_share_a_schema()
    {
        var app = RondoApp.Create();
        app.Get("/one", () => new First.Same(1));
        app.Get("/two", () => new Second.Same("x"));
        app.Get("/three", () => new Problem(1));
        var schemas = (await DocumentedApp.DocumentAsync(app))["components"]!["schemas"]!.AsObject();
        Assert.Equal(["Problem2", "Rondo_Web_Tests_OpenApi_DocumentTests_Second_Same", "Same"], schemas.Select(static each => each.Key).Order(StringComparer.Ordinal));
        Assert.True(schemas["Same"]!["properties"]!.AsObject().ContainsKey("number"));
        Assert.True(schemas["Rondo_Web_Tests_OpenApi_DocumentTests_Second_Same"]!["properties"]!.AsObject().ContainsKey("text"));
    }

    private static void Same(string expected, JsonNode? actual, string what) =>
        Assert.Equal($"{what}\n{Canonical(JsonNode.Parse(expected))}", $"{what}\n{Canonical(actual)}");

    private static string Canonical(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject members => "{" + string.Join(",\n", members.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(pair => $"\"{pair.Key}\":{Canonical(pair.Value)}")) + "}",
        JsonArray items => "[" + string.Join(",", items.Select(Canonical)) + "]",
        _ => node.ToJsonString(),
    };

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static pair => pair.Key == "$ref" ? [pair.Value!.GetValue<string>()] : References(pair.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    internal static class First
    {
        internal sealed record Same(int Number);
    }

    internal static class Second
    {
        internal sealed record Same(string Text);
    }
}

internal sealed record Problem(int Id);

internal static class Finders
{
    internal static string Find() => "found";
}
