using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Rondo.Api;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>The paths of the document: every operation stands at one that OpenAPI allows.</summary>
public class PathsTests
{
    [LoopTheory]
    [InlineData("/", "/")]
    [InlineData("/a/", "/a")]
    [InlineData("/a/{{b}}", "/a/%7Bb%7D")]
    [InlineData("/a/{id:int:min(1)}", "/a/{id}")]
    [InlineData("/a/{id:regex(^\\d{{2}}$)}", "/a/{id}")]
    [InlineData("/a/{id?}", "/a|/a/{id}")]
    [InlineData("/a/{id:int?}", "/a|/a/{id}")]
    [InlineData("/a/{id=5}", "/a|/a/{id}")]
    [InlineData("/a/{*rest}", "/a|/a/{rest}")]
    [InlineData("/a/{**rest}", "/a|/a/{rest}")]
    [InlineData("/a/{name}.{extension}", "/a/{name}.{extension}")]
    [InlineData("/a/{name}.{extension?}", "/a/{name}|/a/{name}.{extension}")]
    [InlineData("/{x=a}/{y=b}/{id?}", "/|/{x}|/{x}/{y}|/{x}/{y}/{id}")]
    [InlineData("/a b/größe/~c", "/a%20b/größe/~c")]
    public async Task A_route_has_the_paths_that_requests_may_have(string pattern, string expected)
    {
        var app = App();
        app.Post(pattern, () => "own");
        app.Group("/group/{groupId}").Get(pattern, () => "grouped");
        app.Web.MapGet("/web" + pattern, () => "ASP.NET's");
        var document = await DocumentedApp.DocumentAsync(app);
        Assert.Empty(DocumentedApp.Violations(document));
        var paths = expected.Split('|');
        Assert.Equal(paths.Order(StringComparer.Ordinal), Paths(document, "post"));
        Assert.Equal(
            paths.SelectMany(static path => new[] { "/group/{groupId}" + path, "/web" + path })
                .Select(static path => path.Length > 1 ? path.TrimEnd('/') : path).Order(StringComparer.Ordinal),
            Paths(document, "get"));
        Assert.All(Operations(document), static operation => Assert.Equal(
            operation.Path.Split('{').Skip(1).Select(static part => part[..part.IndexOf('}')]),
            (operation.Value["parameters"] as JsonArray ?? []).Where(static parameter => parameter!["in"]!.GetValue<string>() == "path")
                .Select(static parameter => parameter!["name"]!.GetValue<string>())));
    }

    [LoopFact]
    public async Task A_handler_that_needs_an_optional_segment_has_one_path()
    {
        var app = App();
        app.Get("/needs/{id?}", (int id) => id);
        app.Get("/needs-rest/{*rest}", (string rest) => rest);
        app.Get("/takes/{id?}", (int? id) => id);
        app.Get("/has/{id=5}", (int id) => id);
        Assert.Equal(
            ["/has", "/has/{id}", "/needs-rest/{rest}", "/needs/{id}", "/takes", "/takes/{id}"],
            Paths(await DocumentedApp.DocumentAsync(app), "get"));
    }

    [LoopFact]
    public async Task Paths_that_differ_in_the_names_of_parameters_are_one()
    {
        var app = App();
        app.Get("/a/{x}/{y}", (string x, int y) => $"{x}{y}");
        app.Post("/A/{y}/{x}", (int y, Guid x) => $"{x}{y}");
        app.Web.MapDelete("/a/{one}/{two}", (string one, bool two) => one);
        var document = await DocumentedApp.DocumentAsync(app);
        Assert.Equal("/a/{one}/{two}", Assert.Single(document["paths"]!.AsObject()).Key);
        Assert.Equal(
            ["delete one string", "delete two boolean", "get one string", "get two integer", "post one integer", "post two string"],
            Operations(document)
                .SelectMany(static operation => operation.Value["parameters"]!.AsArray()
                    .Select(parameter => $"{operation.Method} {parameter!["name"]} {parameter["schema"]!["type"]}")));
    }

    [LoopFact]
    public async Task Endpoints_that_OpenAPI_cannot_tell_apart_are_one_operation()
    {
        var app = App();
        app.Get("/a/{id:int}", (int id, int page) => new Line(id, null, null));
        app.Get("/a/{name:alpha}", (string name, [Microsoft.AspNetCore.Mvc.FromHeader] string key) => new Square(1));
        app.Get("/a/{id:guid}", (Guid id) => "text").RequireHost("example.org");
        var operation = Operations(await DocumentedApp.DocumentAsync(app)).Single().Value;
        Assert.Equal("getAById", operation["operationId"]!.GetValue<string>());
        Assert.Equal(["id True 3", "page  0", "key  0"], operation["parameters"]!.AsArray()
            .Select(static parameter =>
                $"{parameter!["name"]} {parameter["required"]?.GetValue<bool>()} {parameter["schema"]!["anyOf"]?.AsArray().Count ?? 0}"));
        var content = operation["responses"]!["200"]!["content"]!.AsObject();
        Assert.Equal(["application/json", "text/plain"], content.Select(static each => each.Key));
        Assert.Equal(2, content["application/json"]!["schema"]!["anyOf"]!.AsArray().Count);
    }

    [LoopFact]
    public async Task A_path_of_its_own_goes_before_one_with_something_left_out()
    {
        var app = App();
        app.Get("/a/{id?}", (int? id) => new Line(1, null, null)).WithName("one");
        app.Get("/a", () => "all").WithName("all");
        app.Get("/b/{id?}", (int? id) => "b").WithName("b");
        Assert.Equal(
            ["/a/{id} one", "/a all", "/b/{id} b", "/b bWithoutId"],
            Operations(await DocumentedApp.DocumentAsync(app))
                .Select(static operation => $"{operation.Path} {operation.Value["operationId"]}"));
    }

    [LoopFact]
    public async Task Every_method_of_a_path_is_an_operation()
    {
        var app = App();
        app.Get("/all", () => "");
        app.Post("/all", () => "");
        app.Put("/all", () => "");
        app.Patch("/all", () => "");
        app.Delete("/all", () => "");
        app.Options("/all", () => "");
        app.Head("/head", () => { });
        app.Web.MapMethods("/several", ["GET", "POST", "PURGE", "QUERY"], () => "");
        var document = await DocumentedApp.DocumentAsync(app);
        Assert.Empty(DocumentedApp.Violations(document));
        var paths = document["paths"]!;
        Assert.Equal(["delete", "get", "options", "patch", "post", "put"], paths["/all"]!.AsObject().Select(static each => each.Key)
            .Order(StringComparer.Ordinal));
        Assert.Equal(["head"], paths["/head"]!.AsObject().Select(static each => each.Key));
        Assert.Equal(["get", "post", "x-oai-additionalOperations"], paths["/several"]!.AsObject().Select(static each => each.Key));
        Assert.Equal(["PURGE", "QUERY"], paths["/several"]!["x-oai-additionalOperations"]!.AsObject().Select(static each => each.Key));
    }

    [LoopFact]
    public async Task An_operation_keeps_its_id_whatever_is_added()
    {
        string[] patterns = ["/a/b", "/a-b", "/a_b", "/a.b", "/a--b", "/aB", "/a/{b}", "/a/by/b", "/a/{x}/b", "/a/{xB}", "/a/{x}/{b}",
            "/a/by-b", "/a/bY", "/1/2", "/12", "/a/{x}-{y}", "/{a}", "/", "/a/{{b}}", "/ä", "/ö"];
        var alone = new Dictionary<string, string>();
        foreach (var pattern in patterns)
        {
            var app = App();
            app.Get(pattern, Finders.Find);
            alone[pattern] = Operations(await DocumentedApp.DocumentAsync(app)).Single().Value["operationId"]!.GetValue<string>();
        }

        var all = App();
        foreach (var pattern in patterns.Reverse())
            all.Get(pattern, Finders.Find);
        var ids = Operations(await DocumentedApp.DocumentAsync(all))
            .Select(static operation => operation.Value["operationId"]!.GetValue<string>()).ToList();
        // "/a/{b}" and "/a/{xB}" are one path, which has the name of its first parameter.
        Assert.Equal(patterns.Length - 1, ids.Count);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(ids.Except(alone.Values));
        Assert.Equal(["getAB", "getA-b", "getA--b"], patterns[..3].Select(pattern => alone[pattern]));
    }

    private static RondoApp App() => RondoApp.Create([], static builder => builder.Logging.ClearProviders());

    private static IEnumerable<(string Path, string Method, JsonObject Value)> Operations(JsonObject document) =>
        document["paths"]!.AsObject()
            .SelectMany(static path => path.Value!.AsObject().Select(operation => (path.Key, operation.Key, operation.Value!.AsObject())));

    private static IEnumerable<string> Paths(JsonObject document, string method) =>
        Operations(document).Where(operation => operation.Method == method).Select(static operation => operation.Path)
            .Order(StringComparer.Ordinal);
}
