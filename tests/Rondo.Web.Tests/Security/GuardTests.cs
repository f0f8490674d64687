using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Rondo.Api;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Security;

/// <summary>A guard's answer counts, and no endpoint of a group is without it.</summary>
public class GuardTests
{
    [LoopFact(Virtual = true)]
    public async Task A_guard_that_returns_a_result_answers_with_it_and_null_lets_the_request_pass()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            Handlers(app.Group("/lambda").Depends((string? key) => key == "yes" ? null : Results.Unauthorized()));
            Handlers(app.Group("/async").Depends(async (string? key) =>
            {
                await EventLoop.Yield();
                return key == "yes" ? null : Results.Unauthorized();
            }));
            Handlers(app.Group("/cast").Depends((Func<string?, Task<IResult?>>)(key => Task.FromResult(key == "yes" ? null : Results.Unauthorized()))));
            Handlers(app.Group("/method").Depends(Checks.Result));
            Handlers(app.Group("/valuetask").Depends(Checks.ValueTaskAsync));
            Handlers(app.Group("/typed").Depends(Checks.Typed));
            Handlers(app.Group("/error").Depends(Checks.Error));
            Handlers(app.Group("/dependency").Depends(Checks.Dependency));
            Handlers(app.Group("/outer").Depends(Checks.Result).Group("").Depends((string? key) => { }));
            Handlers(app.Group("/inner").Depends((string? key) => { }).Group("").Depends(Checks.Result));
            app.Get("/endpoint", () => "in").Depends(Checks.Result);
            app.MapGet("/endpoint/map", static () => "in").Depends(Checks.Result);
        });
        string[] groups = ["lambda", "async", "cast", "method", "valuetask", "typed", "error", "dependency", "outer", "inner"];
        foreach (var path in groups.SelectMany(static group => new[] { $"/{group}/plain", $"/{group}/unit", $"/{group}/class", $"/{group}/map" }).Concat(["/endpoint", "/endpoint/map"]))
        {
            Assert.StartsWith("401 ", await client.AnswerAsync(path), StringComparison.Ordinal);
            Assert.StartsWith("401 ", await client.AnswerAsync(path + "?key=no"), StringComparison.Ordinal);
            Assert.Equal("200 in", await client.AnswerAsync(path + "?key=yes"));
        }

        await Assert.ThrowsAnyAsync<Exception>(() => client.WebSocketAsync("/lambda/socket"));
        await using var socket = await client.WebSocketAsync("/lambda/socket?key=yes");
        Assert.Equal("in", await socket.ReceiveTextAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task A_guard_of_the_app_answers_for_every_handler_and_a_page_is_an_answer()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Depends((string? key) => key == "yes" ? (Html?)null : new Html("<p>no</p>"));
            Handlers(app.Group(""));
        });
        foreach (var path in new[] { "/plain", "/unit", "/class", "/map" })
        {
            Assert.Equal("200 <p>no</p>", await client.AnswerAsync(path));
            Assert.Equal("200 in", await client.AnswerAsync(path + "?key=yes"));
        }
    }

    [LoopFact(Virtual = true)]
    public async Task A_guard_is_found_by_its_full_name()
    {
        // Another class of the same name has a dependency of the same name.
        await using var client = await ApiTest.StartAsync(static app => app.Get("/", () => "in").Depends(Other.Checks.Dependency));
        Assert.Equal("""403 {"title":"Forbidden","status":403}""", await client.AnswerAsync("/?key=yes"));
    }

    [LoopFact(Virtual = true)]
    public async Task Every_endpoint_of_ASP_NET_in_a_group_is_guarded()
    {
        await using var client = await ApiTest.StartAsync(
            static app =>
            {
                foreach (var group in new IEndpointRouteBuilder[] { app.Group("/guarded").Depends(Checks.Result), app.Group("/nested").Depends(Checks.Result).Group("").Depends((string? key) => { }) })
                {
                    group.MapGet("/get", static () => "in");
                    group.MapGet("/delegate", static http => http.Response.WriteAsync("in"));
                    group.MapMethods("/methods", ["GET"], static http => http.Response.WriteAsync("in"));
                    group.Map("/any", static http => http.Response.WriteAsync("in"));
                    group.MapHealthChecks("/health");
                    group.MapHub<Talk>("/hub");
                    group.MapControllers();
                    group.MapGroup("/deeper").MapGet("/get", static () => "in");
                    group.MapFallback("/fallback/{**rest}", static http => http.Response.WriteAsync("in"));
                    group.MapGet("/filtered", static () => "in").AddEndpointFilter(static (context, next) => next(context));
                    group.MapGet("/short", static () => "in").ShortCircuit();
                    group.DataSources.Add(new OwnSource());
                }
            },
            static builder =>
            {
                builder.Services.AddHealthChecks();
                builder.Services.AddSignalR();
                builder.Services.AddControllers().AddApplicationPart(typeof(GuardTests).Assembly);
            });
        foreach (var group in new[] { "/guarded", "/nested" })
        {
            foreach (var path in new[] { "/get", "/delegate", "/methods", "/any", "/health", "/guard-tests", "/deeper/get", "/fallback/x", "/filtered", "/short", "/own" })
            {
                Assert.StartsWith("401 ", await client.AnswerAsync(group + path), StringComparison.Ordinal);
                Assert.StartsWith("200 ", await client.AnswerAsync(group + path + "?key=yes"), StringComparison.Ordinal);
            }

            Assert.StartsWith("401 ", await client.AnswerAsync(group + "/hub/negotiate?negotiateVersion=1", HttpMethod.Post), StringComparison.Ordinal);
            Assert.StartsWith("200 ", await client.AnswerAsync(group + "/hub/negotiate?negotiateVersion=1&key=yes", HttpMethod.Post), StringComparison.Ordinal);
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Guards_of_ASP_NETs_endpoints_share_their_dependencies_and_commit()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(
            static app => app.Group("").Depends((Session session) => { }).Group("").Depends((Session session) => { }).MapGet("/", static () => "in"),
            builder => builder.Services.AddSingleton(log));
        Assert.Equal("200 in", await client.AnswerAsync("/"));
        Assert.Equal(["begins", "commits", "ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task An_answer_of_a_guard_commits_and_an_error_does_not()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(
            static app =>
            {
                app.Get("/answer", () => "in").Depends(IResult? (Session session) => Results.StatusCode(429));
                app.Get("/error", () => "in").Depends((Session session) => { throw new Forbidden(); });
            },
            builder => builder.Services.AddSingleton(log));
        Assert.StartsWith("429 ", await client.AnswerAsync("/answer"), StringComparison.Ordinal);
        Assert.Equal(["begins", "commits", "ends"], log);
        log.Clear();
        Assert.StartsWith("403 ", await client.AnswerAsync("/error"), StringComparison.Ordinal);
        Assert.Equal(["begins", "ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task An_endpoint_that_guards_cannot_reach_keeps_the_app_from_starting()
    {
        var page = ApiTest.App(static app => app.Group("").Depends(Checks.Result).MapGet("/page", static () => "in").WithMetadata(new PageActionDescriptor()).WithDisplayName("/Page"));
        Assert.Equal(
            "The guard Checks.Result cannot run before /Page, which routing replaces by another endpoint for each request: map it outside of the group, and protect it with RequireAuthorization or middleware.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => TestClient.StartAsync(page))).Message);
        var source = ApiTest.App(static app => ((IEndpointRouteBuilder)app.Group("").Depends(Checks.Result)).DataSources.Add(new StubbornSource()));
        Assert.Equal(
            "The guard Checks.Result cannot run before stubborn, whose source applies no conventions of groups at its end: map it outside of the group, and protect it with RequireAuthorization or middleware.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => TestClient.StartAsync(source))).Message);
    }

    [LoopFact(Virtual = true)]
    public async Task Authorization_that_AllowAnonymous_lifts_from_farther_away_is_reported_at_start()
    {
        var log = new CollectedLog();
        await using (await ApiTest.StartAsync(
            static app =>
            {
                var open = app.Group("/open").AllowAnonymous();
                open.Get("/scopes", () => "in").RequireScopes("write").WithDisplayName("/open/scopes");
                open.MapGet("/map", [Authorize(Roles = "boss")] () => "in").WithDisplayName("/open/map");
                open.Include(typeof(Lifted));
                app.Group("/locked").RequireAuthorization().Get("/", () => "in").AllowAnonymous();
            },
            builder =>
            {
                builder.Logging.AddProvider(log);
                builder.Security.AddBasic(static (_, _) => null);
            }))
        {
            Assert.Equal(
                [
                    "/open/scopes is open to anyone: AllowAnonymous on a group or class around it lifts its RequireScopes(write). Remove AllowAnonymous there, and put it on the endpoints that are meant to be open",
                    "/open/map is open to anyone: AllowAnonymous on a group or class around it lifts its Authorize(Roles = boss). Remove AllowAnonymous there, and put it on the endpoints that are meant to be open",
                    "GET,HEAD /open/lifted => Lifted.Read is open to anyone: AllowAnonymous on a group or class around it lifts its Authorize. Remove AllowAnonymous there, and put it on the endpoints that are meant to be open",
                ],
                log.Of("Rondo.Api"));
        }
    }

    private static void Handlers(IEndpointRouteBuilder routes)
    {
        routes.Get("/plain", () => "in");
        routes.Get("/unit", (Unit unit) => "in");
        routes.MapGet("/map", static () => "in");
        routes.WebSocket("/socket", (RawWebSocketSession session) => session.SendTextAsync("in"));
        routes.Include(typeof(Included));
    }

    public sealed record Unit;

    public sealed record Session;

    public sealed class Journal : List<string>;

    internal static class Included
    {
        [Get("/class")]
        internal static string Read() => "in";
    }

    [AllowAnonymous]
    internal static class Lifted
    {
        [Get("/lifted"), Authorize]
        internal static string Read() => "in";
    }

    internal static class Checks
    {
        internal static IResult? Result(string? key) => key == "yes" ? null : Results.Unauthorized();

        internal static async ValueTask<IResult?> ValueTaskAsync(string? key)
        {
            await EventLoop.Yield();
            return Result(key);
        }

        internal static async Task<Microsoft.AspNetCore.Http.HttpResults.UnauthorizedHttpResult?> Typed(string? key)
        {
            await EventLoop.Yield();
            return key == "yes" ? null : TypedResults.Unauthorized();
        }

        internal static Unauthorized? Error(string? key) => key == "yes" ? null : new Unauthorized();

        [Dependency]
        internal static Microsoft.AspNetCore.Http.HttpResults.Results<Microsoft.AspNetCore.Http.HttpResults.UnauthorizedHttpResult, Microsoft.AspNetCore.Http.HttpResults.ForbidHttpResult>? Dependency(string? key)
        {
            if (key == "yes")
                return null;
            return TypedResults.Unauthorized();
        }

        [Dependency]
        internal static Unit Unit() => new();

        [Dependency]
        internal static async IAsyncEnumerable<Session> Session([FromServices] Journal log)
        {
            await EventLoop.Yield();
            log.Add("begins");
            try
            {
                yield return new Session();
                log.Add("commits");
            }
            finally
            {
                log.Add("ends");
            }
        }
    }

    internal static class Other
    {
        internal static class Checks
        {
            internal static void Dependency() => throw new Forbidden();
        }
    }

    internal sealed class Talk : Hub;

    private sealed class OwnSource : EndpointDataSource
    {
        public override IReadOnlyList<Endpoint> Endpoints { get; } = [new RouteEndpoint(static http => http.Response.WriteAsync("in"), Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/own"), 0, null, "own")];

        public override Microsoft.Extensions.Primitives.IChangeToken GetChangeToken() => Microsoft.Extensions.FileProviders.NullChangeToken.Singleton;
    }

    /// <summary>It takes the metadata of the group and not what runs at the end.</summary>
    private sealed class StubbornSource : EndpointDataSource
    {
        public override IReadOnlyList<Endpoint> Endpoints => [];

        public override IReadOnlyList<Endpoint> GetGroupedEndpoints(RouteGroupContext context)
        {
            var builder = new RouteEndpointBuilder(static http => http.Response.WriteAsync("in"), Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/stubborn"), 0) { DisplayName = "stubborn" };
            foreach (var convention in context.Conventions)
                convention(builder);
            return [builder.Build()];
        }

        public override Microsoft.Extensions.Primitives.IChangeToken GetChangeToken() => Microsoft.Extensions.FileProviders.NullChangeToken.Singleton;
    }
}

/// <summary>A controller in a guarded group.</summary>
[ApiController]
[Microsoft.AspNetCore.Mvc.Route("guard-tests")]
public class GuardTestsController : ControllerBase
{
    /// <summary>Reads.</summary>
    [HttpGet]
    public string Read() => "in";
}
