using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Rondo.Api;
using Rondo.Web.Tests.Framework;
using Rondo.Web.Tests.OpenApi;

namespace Rondo.Web.Tests.Security;

/// <summary>ASP.NET's attributes on a handler's class, a base class, the method, a lambda, a local function and a group: what they do, not only that they are there.</summary>
public class AttributeTests
{
    // The first part of the path. A group of methods is one of a class, whose attributes it has.
    private static readonly string[] s_places = ["class", "base", "method", "lambda", "local", "methodgroup", "group"];

    [LoopFact(Virtual = true)]
    public async Task Authorization_holds_wherever_it_is_written()
    {
        await using var client = await StartAsync();
        foreach (var place in s_places)
        {
            Assert.Equal(401, await StatusAsync(client, $"/{place}/authorize"));
            Assert.Equal(200, await StatusAsync(client, $"/{place}/authorize", "reader"));
            Assert.Equal(401, await StatusAsync(client, $"/{place}/roles"));
            Assert.Equal(403, await StatusAsync(client, $"/{place}/roles", "reader"));
            Assert.Equal(200, await StatusAsync(client, $"/{place}/roles", "boss"));
            Assert.Equal(401, await StatusAsync(client, $"/{place}/scopes"));
            Assert.Equal(403, await StatusAsync(client, $"/{place}/scopes", "boss"));
            Assert.Equal(200, await StatusAsync(client, $"/{place}/scopes", "reader"));
            Assert.Equal(200, await StatusAsync(client, $"/locked/{place}/anonymous"));
            Assert.Equal(401, await StatusAsync(client, $"/locked/{place}/authorize"));
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Limits_hold_wherever_they_are_written()
    {
        await using var client = await StartAsync();
        foreach (var place in s_places)
        {
            Assert.Equal((200, 429), (await StatusAsync(client, $"/{place}/limited"), await StatusAsync(client, $"/{place}/limited")));
            Assert.Equal((200, 200), (await StatusAsync(client, $"/locked/{place}/unlimited", "reader"), await StatusAsync(client, $"/locked/{place}/unlimited", "reader")));
            Assert.StartsWith("413 ", await client.AnswerAsync($"/{place}/small", content: ApiTest.Json("\"0123456789\"")), StringComparison.Ordinal);
            Assert.StartsWith("200 ", await client.AnswerAsync($"/{place}/large", content: ApiTest.Json($"\"{new string('x', 200)}\"")), StringComparison.Ordinal);
            Assert.StartsWith("413 ", await client.AnswerAsync($"/{place}/form", content: new FormUrlEncodedContent([new("a", new string('x', 200))])), StringComparison.Ordinal);
            Assert.Equal(place == "base" ? 200 : 404, await StatusAsync(client, $"/{place}/host")); // [Host] is not inherited
            Assert.StartsWith("415 ", await client.AnswerAsync($"/{place}/consumes", content: ApiTest.Json("1")), StringComparison.Ordinal);
            Assert.StartsWith("413 ", await client.AnswerAsync($"/{place}/form", content: new FormUrlEncodedContent([new("a", "1"), new("b", "2"), new("c", "3")])), StringComparison.Ordinal);
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Cors_and_the_output_cache_heed_it_wherever_it_is_written()
    {
        await using var client = await StartAsync();
        foreach (var place in s_places)
        {
            Assert.Equal("https://friend.test", await AllowedAsync(client, $"/{place}/cors", "https://friend.test"));
            Assert.Equal("https://default.test", await AllowedAsync(client, $"/{place}/anonymous", "https://default.test"));
            Assert.Equal(place == "base" ? "https://default.test" : null, await AllowedAsync(client, $"/{place}/nocors", "https://default.test")); // [DisableCors] is not inherited
            Assert.Equal(await client.AnswerAsync($"/{place}/cached"), await client.AnswerAsync($"/{place}/cached"));
            Assert.StartsWith("200 ", await client.AnswerAsync($"/{place}/cached"), StringComparison.Ordinal);
        }
    }

    [LoopFact]
    public async Task A_request_timeout_ends_the_handler_wherever_it_is_written()
    {
        await using var client = await StartAsync();
        foreach (var place in s_places)
        {
            Assert.StartsWith("504 ", await client.AnswerAsync($"/{place}/timeout"), StringComparison.Ordinal);
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Sockets_and_streams_of_a_class_have_its_attributes()
    {
        await using var client = await StartAsync();
        Assert.Equal(401, await StatusAsync(client, "/live/events"));
        Assert.Equal(200, await StatusAsync(client, "/live/events", "reader"));
        await Assert.ThrowsAnyAsync<Exception>(() => client.WebSocketAsync("/live/socket"));
        await using var socket = await client.WebSocketAsync("/live/socket", configure: static request => request.Headers.Add("x-key", "reader"));
        Assert.Equal("hello", await socket.ReceiveTextAsync());
    }

    [LoopFact(Virtual = true)]
    public async Task The_docs_show_the_lock_of_a_class()
    {
        var document = await DocumentedApp.DocumentAsync(App());
        foreach (var place in s_places)
        {
            Assert.Equal("""[{"ApiKey":[]}]""", document["paths"]![$"/{place}/authorize"]!["get"]!["security"]?.ToJsonString());
            Assert.Equal("""[{"ApiKey":["read"]}]""", document["paths"]![$"/{place}/scopes"]!["get"]!["security"]?.ToJsonString());
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Attributes_are_inherited_as_dotnet_does_it()
    {
        await using var client = await StartAsync();
        Assert.Equal(401, await StatusAsync(client, "/inherited/overridden"));
        Assert.Equal(200, await StatusAsync(client, "/inherited/own"));
        var endpoint = client.Services.GetRequiredService<EndpointDataSource>().Endpoints.Single(static each => each.DisplayName!.Contains("/inherited/own", StringComparison.Ordinal));
        Assert.Equal(["near"], endpoint.Metadata.GetMetadata<ITagsMetadata>()!.Tags); // nearest last, and once where it may be there only once
        Assert.Single(endpoint.Metadata.OfType<TagsAttribute>());
    }

    [LoopFact(Virtual = true)]
    public async Task An_endpoint_filter_runs_before_a_handler_and_before_a_group()
    {
        await using var client = await ApiTest.StartAsync(static app =>
        {
            app.Get("/own", () => "open").AddEndpointFilter(static (_, _) => ValueTask.FromResult<object?>(Results.Unauthorized()));
            var group = app.Group("/group");
            group.AddEndpointFilter(static async (context, next) => context.HttpContext.Request.Headers.ContainsKey("x-key") ? await next(context) : Results.StatusCode(403));
            group.Get("/", () => new Answer("open"));
            group.MapGet("/map", static () => "open");
        });
        Assert.StartsWith("401 ", await client.AnswerAsync("/own"), StringComparison.Ordinal);
        foreach (var path in new[] { "/group/", "/group/map" })
            Assert.StartsWith("403 ", await client.AnswerAsync(path), StringComparison.Ordinal);
        Assert.Equal("""200 {"text":"open"}""", await client.AnswerAsync("/group/", header: "x-key: a"));
        Assert.Equal("200 open", await client.AnswerAsync("/group/map", header: "x-key: a"));
    }

    public sealed record Answer(string Text);

    private static Task<TestClient> StartAsync() => TestClient.StartAsync(App());

    private static async Task<int> StatusAsync(HttpClient client, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            request.Headers.Add("x-key", key);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return (int)response.StatusCode;
    }

    private static async Task<string?> AllowedAsync(HttpClient client, string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Origin", origin } } };
        using var response = await client.SendAsync(request);
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }

    private static RondoApp App()
    {
        var app = ApiTest.App(AttributedHandlers.Map, static builder =>
        {
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = 100);
            builder.Security.AddApiKey(ApiKeyLocation.Header, "x-key", static key =>
            {
                var user = ApiUser.Of(key, key == "reader" ? ["read"] : []);
                if (key == "boss")
                    user.AddClaim(new System.Security.Claims.Claim(user.RoleClaimType, "boss"));
                return user;
            });
            builder.Services.AddCors(static cors =>
            {
                cors.AddPolicy("friends", static policy => policy.WithOrigins("https://friend.test"));
                cors.AddDefaultPolicy(static policy => policy.WithOrigins("https://default.test"));
            });
            builder.Services.AddOutputCache();
            builder.Services.AddRequestTimeouts();
            builder.Services.AddRateLimiter(static limits =>
            {
                limits.RejectionStatusCode = 429;
                limits.AddPolicy("one", static http => RateLimitPartition.GetFixedWindowLimiter(http.Request.Path.Value!, static _ => new FixedWindowRateLimiterOptions { PermitLimit = 1, Window = TimeSpan.FromHours(1) }));
            });
        });
        return app;
    }
}
