using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Rondo.Api;
using Rondo.Server;
using AppConflict = Rondo.Api.Conflict;
using AppNotFound = Rondo.Api.NotFound;

namespace Rondo.Web.Tests.OpenApi;

/// <summary>The errors among an operation's answers.</summary>
public class ErrorResponsesTests
{
    [LoopFact]
    public async Task Bodies_may_be_too_large_and_of_another_kind()
    {
        var app = App();
        app.Post("/json", (Line line) => { });
        app.Post("/lines", (IAsyncEnumerable<Line> lines) => { });
        app.Post("/form", ([FromForm] string? name) => { });
        app.Post("/file", (IFormFile? file) => { });
        app.Post("/files", (IFormFileCollection files) => { });
        app.Post("/whole", (IFormCollection form) => { });
        app.Post("/depends", () => { }).Depends(([FromForm] string? key) => { });
        app.Post("/nothing", () => { });
        var document = await DocumentedApp.DocumentAsync(app);
        foreach (var path in new[] { "/json", "/lines", "/form", "/file", "/files", "/whole", "/depends" })
        {
            Assert.Equal("204 413 415 422", Statuses(document, path));
            Assert.NotNull(document["paths"]![path]!["post"]!["requestBody"]);
        }

        Assert.Equal("204", Statuses(document, "/nothing"));
    }

    [LoopFact]
    public async Task Input_is_invalid_only_where_there_is_something_to_validate()
    {
        var app = App();
        app.Get("/text/{name}", (string name) => { });
        app.Get("/maybe/{name?}", (string? name) => { });
        app.Get("/query", (string? q, [FromHeader] string? userAgent, [FromCookie] string? session) => { });
        app.Get("/words", (string[]? words) => { });
        app.Get("/service", (HttpContext http, CancellationToken stop) => { });
        app.Get("/number/{id}", (int id) => { });
        app.Get("/required", (string q) => { });
        app.Get("/limited/{name}", ([MaxLength(3)] string name) => { });
        app.Get("/numbers", (int[]? ids) => { });
        app.Get("/object", ([AsParameters] Window window) => { });
        app.Get("/thrown", void () => throw new InvalidInput([new InputError(InputLocation.Query, "q", "bad", "It is bad.")]));
        var document = await DocumentedApp.DocumentAsync(app);
        Assert.Equal(
            ["/limited/{name}", "/number/{id}", "/numbers", "/object", "/required", "/thrown"],
            document["paths"]!.AsObject().Where(static path => path.Value!["get"]!["responses"]!["422"] is not null)
                .Select(static path => path.Key).Order(StringComparer.Ordinal));
    }

    [LoopFact]
    public async Task Errors_are_those_that_the_code_ends_with()
    {
        var app = App();
        app.Post("/thrown", void () => throw new AppNotFound());
        app.Post("/rethrown", () =>
        {
            try
            {
                throw new AppNotFound();
            }
            catch
            {
                throw;
            }
        });
        app.Post("/rethrown-typed", () =>
        {
            try
            {
                Kitchens.Undeclared();
            }
            catch (AppConflict)
            {
                throw;
            }
        });
        app.Post("/rethrown-variable", () =>
        {
            try
            {
                Kitchens.Undeclared();
            }
            catch (AppConflict conflict) when (conflict.Detail is null)
            {
#pragma warning disable CA2200 // as some do
                throw conflict;
#pragma warning restore CA2200
            }
        });
        app.Post("/variable", () =>
        {
            var error = new Gone();
            throw error;
        });
        app.Post("/made", void () => throw Kitchens.Full());
        app.Post("/choice/{id}", void (string id) => throw (id.Length > 3 ? new AppNotFound() : new AppConflict()));
        app.Post("/switch/{id}", void (string id) =>
            throw (id switch { "a" => (ApiError)new AppNotFound(), "b" => new AppConflict(), _ => new HttpError(418) }));
        app.Post("/status", void () => throw new HttpError(451, "Not here."));
        app.Post("/returned/{id}", IResult (string id) => id == "a" ? new AppNotFound() : Results.Ok());
        app.Post("/caught", () =>
        {
            try
            {
                throw new AppNotFound();
            }
            catch (ApiError)
            {
                return "none";
            }
        });
        var document = await DocumentedApp.DocumentAsync(app);
        foreach (var (path, expected) in new Dictionary<string, string>
        {
            ["/thrown"] = "204 404",
            ["/rethrown"] = "204 404",
            ["/rethrown-typed"] = "204 409",
            ["/rethrown-variable"] = "204 409",
            ["/variable"] = "204 410",
            ["/made"] = "204 507",
            ["/choice/{id}"] = "204 404 409",
            ["/switch/{id}"] = "204 404 409 418",
            ["/status"] = "204 451",
            ["/returned/{id}"] = "200 404",
            ["/caught"] = "200",
        })
            Assert.Equal($"{path} {expected}", $"{path} {Statuses(document, path)}");
    }

    [LoopFact]
    public async Task Errors_that_services_declare_are_those_of_the_handlers_that_call_them()
    {
        var app = App(static builder => builder.Services.AddSingleton<IMenu, Menu>().AddSingleton<Menu>());
        app.Post("/interface", async (IMenu menu) => await menu.FindAsync(1));
        app.Post("/class", async (Menu menu) => await menu.FindAsync(1));
        app.Post("/all", (Menu menu) => menu.Count);
        app.Post("/property", (IMenu menu) => menu.Special);
        app.Post("/caught", async (IMenu menu) =>
        {
            try
            {
                return await menu.FindAsync(1);
            }
            catch (AppNotFound)
            {
                return 0;
            }
        });
        app.Post("/handler", [Throws<Gone>] () => { });
        app.Include(typeof(DeclaringHandlers));
        app.Post("/dependency", ([DependsOn(typeof(DeclaringHandlers), nameof(DeclaringHandlers.Owner))] string owner) => owner);
        app.Post("/guarded", () => { }).Depends(async (IMenu menu) => { await menu.FindAsync(1); });
        var document = await DocumentedApp.DocumentAsync(app);
        foreach (var (path, expected) in new Dictionary<string, string>
        {
            ["/interface"] = "200 404 503",
            ["/class"] = "200 404 503 507",
            ["/all"] = "200 507",
            ["/property"] = "200 410 503",
            ["/caught"] = "200 503",
            ["/handler"] = "204 410",
            ["/declared"] = "204 409 410",
            ["/dependency"] = "200 409",
            ["/guarded"] = "204 404 503",
        })
            Assert.Equal($"{path} {expected}", $"{path} {Statuses(document, path)}");
    }

    [LoopFact]
    public async Task Errors_of_a_route_a_group_and_the_app_are_declared_by_a_call()
    {
        var app = App();
        app.Throws<ServiceUnavailable>();
        var group = app.Group("/group").Throws<AppNotFound>();
        group.Post("/one", () => { }).Throws<AppConflict>();
        group.MapPost("/aspnet", () => { });
        app.Post("/alone", () => { });
        var document = await DocumentedApp.DocumentAsync(app);
        Assert.Equal("204 404 409 503", Statuses(document, "/group/one"));
        Assert.Equal("200 404 503", Statuses(document, "/group/aspnet"));
        Assert.Equal("204 503", Statuses(document, "/alone"));
    }

    [LoopFact]
    public async Task Limits_of_number_and_time_are_answers_where_the_app_sets_them()
    {
        var app = App(static builder =>
        {
            builder.Services.AddRateLimiter(static limiter =>
                (limiter.RejectionStatusCode, _) = (429, limiter.AddConcurrencyLimiter("few", static few => few.PermitLimit = 1)));
            builder.Services.AddRequestTimeouts(static timeouts =>
                timeouts.AddPolicy("slow", new RequestTimeoutPolicy { TimeoutStatusCode = 503, Timeout = TimeSpan.FromSeconds(9) }));
        });
        app.Post("/few", () => { }).RequireRateLimiting("few");
        app.Post("/many", () => { }).RequireRateLimiting("few").DisableRateLimiting();
        app.Post("/short", () => { }).WithRequestTimeout(TimeSpan.FromSeconds(1));
        app.Post("/named", [RequestTimeout("slow")] () => { });
        app.Post("/endless", () => { }).WithRequestTimeout("slow").DisableRequestTimeout();
        app.Post("/free", () => { });
        var document = await DocumentedApp.DocumentAsync(app);
        foreach (var (path, expected) in new Dictionary<string, string>
        {
            ["/few"] = "204 429",
            ["/many"] = "204",
            ["/short"] = "204 504",
            ["/named"] = "204 503",
            ["/endless"] = "204",
            ["/free"] = "204",
        })
            Assert.Equal($"{path} {expected}", $"{path} {Statuses(document, path)}");
        var hasty = App(static builder =>
            builder.Services.Configure<RondoServerOptions>(static server => server.RequestDeadline = TimeSpan.FromSeconds(5)));
        hasty.Post("/free", () => { });
        Assert.Equal("204 504", Statuses(await DocumentedApp.DocumentAsync(hasty), "/free"));
    }

    [LoopFact]
    public async Task A_token_endpoint_refuses_as_OAuth2_says()
    {
        var app = App(static builder => builder.Security.AddOAuth2Password("/token", static jwt => jwt.Key = new string('k', 32)));
        app.Post("/token", ([FromForm] PasswordForm form, JwtTokens tokens) => form.Checked().Password == "p"
            ? tokens.Answer(form.Username) : throw new TokenError());
        await using var client = await TestClient.StartAsync(app);
        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.AsObject();
        Assert.Equal("200 400 413 415 422", Statuses(document, "/token"));
        using var form = new FormUrlEncodedContent([new("username", "u"), new("password", "x")]);
        using var refused = await client.PostAsync("/token", form);
        var answer = JsonNode.Parse(await refused.Content.ReadAsStringAsync());
        var schema = document["paths"]!["/token"]!["post"]!["responses"]!["400"]!["content"]!["application/problem+json"]!["schema"]!;
        Assert.Equal("#/components/schemas/TokenProblem", schema["$ref"]!.GetValue<string>());
        Assert.Empty(DocumentedApp.Mismatches(document, schema, answer));
        answer!.AsObject().Remove("error");
        Assert.NotEmpty(DocumentedApp.Mismatches(document, schema, answer));
    }

    [LoopFact]
    public async Task A_problem_that_is_declared_has_the_schema_of_problems()
    {
        var app = App();
        app.Post("/declared", () => { }).ProducesProblem(409);
        app.Post("/own", void () => throw new AppConflict()).Produces<Line>(409);
        var document = await DocumentedApp.DocumentAsync(app);
        Assert.Equal("#/components/schemas/Problem",
            Content(document, "/declared")["application/problem+json"]!["schema"]!["$ref"]!.GetValue<string>());
        Assert.Equal(["application/json", "application/problem+json"], Content(document, "/own").Select(static each => each.Key));
        static JsonObject Content(JsonObject document, string path) =>
            document["paths"]![path]!["post"]!["responses"]!["409"]!["content"]!.AsObject();
    }

    private static RondoApp App(Action<RondoAppBuilder>? configure = null) => RondoApp.Create([], builder =>
    {
        builder.Logging.ClearProviders();
        configure?.Invoke(builder);
    });

    private static string Statuses(JsonObject document, string path) =>
        string.Join(' ', document["paths"]![path]!.AsObject().Single().Value!["responses"]!.AsObject().Select(static each => each.Key)
            .Order(StringComparer.Ordinal));
}

/// <summary>A parameter object that is checked as a whole.</summary>
public sealed record Window(string? From, string? To) : IValidatableObject
{
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => From == To
        ? [new ValidationResult("It is empty.")] : [];
}

[Throws<ServiceUnavailable>]
internal interface IMenu
{
    [Throws<Gone>]
    int Special { get; }

    [Throws<AppNotFound>]
    Task<int> FindAsync(int id);
}

[Throws<InsufficientStorage>]
internal sealed class Menu : IMenu
{
    public int Count => 1;

    int IMenu.Special => 2;

    public Task<int> FindAsync(int id) => Task.FromResult(id);
}

internal static class Kitchens
{
    internal static void Undeclared()
    {
    }

    internal static InsufficientStorage Full() => new();
}

[Problem(507)]
public sealed class InsufficientStorage : ApiError;

[Throws<AppConflict>]
internal static class DeclaringHandlers
{
    [Post("/declared")]
    [Throws<Gone>]
    internal static void Declared()
    {
    }

    [Dependency]
    internal static string Owner() => "owner";
}
