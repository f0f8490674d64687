using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Rondo.Api;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Security;

/// <summary>A form of a caller whom a cookie makes known needs a token; JSON, and callers with a header, do not.</summary>
public class AntiforgeryTests
{
    private const string Refused =
        """400 {"title":"Bad Request","status":400,"detail":"The antiforgery token is missing or wrong: send the one that the page was given, in the field __RequestVerificationToken or the header RequestVerificationToken."}""";

    [LoopFact(Virtual = true)]
    public async Task A_form_of_a_caller_known_by_a_cookie_needs_the_token_of_its_page()
    {
        await using var client = await StartAsync();
        Assert.Equal("200 ann", await client.AnswerAsync("/login", HttpMethod.Post));
        foreach (var path in new[] { "/form", "/object", "/collection", "/file", "/guarded", "/class", "/put" })
        {
            var method = path == "/put" ? HttpMethod.Put : HttpMethod.Post;
            Assert.Equal(Refused, await client.AnswerAsync(path, method, Form(path)));
            Assert.Equal(Refused, await client.AnswerAsync(path, method, Form(path, "wrong")));
            var token = await client.GetStringAsync("/token");
            Assert.StartsWith("200 ", await client.AnswerAsync(path, method, Form(path, token)), StringComparison.Ordinal);
            Assert.StartsWith("200 ", await client.AnswerAsync(path, method, Form(path), $"RequestVerificationToken: {token}"), StringComparison.Ordinal);
        }
    }

    [LoopFact(Virtual = true)]
    public async Task A_token_of_another_caller_is_none()
    {
        await using var client = await StartAsync();
        var anonymous = await client.GetStringAsync("/token");
        await client.AnswerAsync("/login", HttpMethod.Post);
        Assert.Equal(Refused, await client.AnswerAsync("/form", content: Form("/form", anonymous)));
    }

    [LoopFact(Virtual = true)]
    public async Task Json_bearers_keys_and_strangers_need_none()
    {
        await using var client = await StartAsync();
        Assert.Equal("200 1", await client.AnswerAsync("/form", content: Form("/form")));
        Assert.Equal("200 1", await client.AnswerAsync("/form", content: Form("/form"), header: "Cookie: theme=dark"));
        Assert.Equal("200 1", await client.AnswerAsync("/bearer", content: Form("/form"), header: "x-key: robot"));
        using var both = new HttpRequestMessage(HttpMethod.Post, "/any") { Content = Form("/form"), Headers = { { "x-key", "robot" }, { "Cookie", "theme=dark" } } };
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(both)).StatusCode);
        await client.AnswerAsync("/login", HttpMethod.Post);
        Assert.Equal("200 1", await client.AnswerAsync("/json", content: ApiTest.Json("1")));
        Assert.Equal("200 1", await client.AnswerAsync("/exempt", content: Form("/form")));
        Assert.Equal("200 1", await client.AnswerAsync("/exempt/group", content: Form("/form")));
        Assert.Equal("200 1", await client.AnswerAsync("/exempt/class", content: Form("/form")));
        Assert.StartsWith("400 ", await client.AnswerAsync("/any", content: Form("/form")), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task A_cookie_that_the_handler_or_its_dependency_reads_makes_the_caller_known()
    {
        await using var client = await ApiTest.StartAsync(
            static app =>
            {
                app.Post("/handler", ([FromCookie] string? session, [FromForm] int n) => n);
                app.Post("/dependency", (Visitor visitor, [FromForm] int n) => n);
                app.Post("/guarded", ([FromForm] int n) => n).Depends((Visitor visitor) => { });
            },
            static builder => builder.Services.AddAntiforgery());
        foreach (var path in new[] { "/handler", "/dependency", "/guarded" })
        {
            Assert.Equal(Refused, await client.AnswerAsync(path, content: Form("/form"), header: "Cookie: session=1"));
            Assert.Equal("200 1", await client.AnswerAsync(path, content: Form("/form"), header: "Cookie: theme=dark"));
        }
    }

    [LoopFact(Virtual = true)]
    public async Task An_api_key_in_a_cookie_and_a_session_make_the_caller_known()
    {
        await using var client = await ApiTest.StartAsync(
            static app =>
            {
                app.UseSession();
                app.Post("/key", ([FromForm] int n) => n).RequireAuthorization();
                app.Post("/session", ([FromForm] int n) => n);
            },
            static builder =>
            {
                builder.Services.AddDistributedMemoryCache();
                builder.Services.AddSession();
                builder.Security.AddApiKey(ApiKeyLocation.Cookie, "key", static _ => ApiUser.Of("ann"));
            });
        Assert.Equal(Refused, await client.AnswerAsync("/key", content: Form("/form"), header: "Cookie: key=1"));
        Assert.Equal(Refused, await client.AnswerAsync("/session", content: Form("/form"), header: "Cookie: .AspNetCore.Session=1"));
    }

    [LoopFact(Virtual = true)]
    public async Task A_required_token_is_required_of_everybody_and_a_stranger_stays_one()
    {
        await using var client = await StartAsync();
        Assert.Equal(Refused, await client.AnswerAsync("/required", content: ApiTest.Json("1")));
        Assert.Equal("200 1", await client.AnswerAsync("/required", content: ApiTest.Json("1"), header: $"RequestVerificationToken: {await client.GetStringAsync("/token")}"));
        Assert.StartsWith("401 ", await client.AnswerAsync("/closed", content: Form("/form")), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task With_ASP_NETs_middleware_it_is_the_same()
    {
        await using var client = await StartAsync(static app => app.UseAntiforgery());
        Assert.Equal("200 1", await client.AnswerAsync("/form", content: Form("/form")));
        Assert.Equal("200 1", await client.AnswerAsync("/bearer", content: Form("/form"), header: "x-key: robot"));
        await client.AnswerAsync("/login", HttpMethod.Post);
        Assert.Equal(Refused, await client.AnswerAsync("/form", content: Form("/form")));
        Assert.Equal("200 1", await client.AnswerAsync("/form", content: Form("/form", await client.GetStringAsync("/token"))));
    }

    [LoopFact(Virtual = true)]
    public async Task Endpoints_that_read_forms_carry_the_metadata_and_others_do_not()
    {
        await using var client = await StartAsync();
        var endpoints = client.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToLookup(static each => each.RoutePattern.RawText!);
        foreach (var path in new[] { "/form", "/object", "/collection", "/file", "/guarded", "/class", "/put" })
            Assert.True(endpoints[path].Single().Metadata.GetMetadata<IAntiforgeryMetadata>()!.RequiresValidation, path);
        Assert.Null(endpoints["/json"].Single().Metadata.GetMetadata<IAntiforgeryMetadata>());
        Assert.False(endpoints["/exempt"].Single().Metadata.GetMetadata<IAntiforgeryMetadata>()!.RequiresValidation);
    }

    [LoopFact(Virtual = true)]
    public async Task An_app_without_the_services_that_reads_a_cookie_with_a_form_does_not_start()
    {
        var app = ApiTest.App(static app => app.Post("/", ([FromCookie] string? session, [FromForm] int n) => n).WithDisplayName("POST /"));
        Assert.Equal(
            "POST / needs antiforgery tokens, because a cookie may say who sends its form, and the app has no antiforgery services: call builder.Services.AddAntiforgery(), or exempt the endpoint with .DisableAntiforgery().",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => TestClient.StartAsync(app))).Message);
    }

    private static HttpContent Form(string path, string? token = null)
    {
        if (path != "/file")
            return new FormUrlEncodedContent([new("n", "1"), .. token is null ? Array.Empty<KeyValuePair<string, string>>() : [new("__RequestVerificationToken", token)]]);
        var parts = new MultipartFormDataContent { { new StringContent("x"), "file", "file.txt" } };
        if (token is not null)
            parts.Add(new StringContent(token), "__RequestVerificationToken");
        return parts;
    }

    private static Task<TestClient> StartAsync(Action<RondoApp>? middleware = null) => ApiTest.StartAsync(
        app =>
        {
            middleware?.Invoke(app);
            app.Post("/login", async (HttpContext http) =>
            {
                await http.SignInAsync(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "ann"), new Claim("sub", "ann")], "Cookies")));
                return "ann";
            });
            app.Get("/token", (HttpContext http, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(http).RequestToken!);
            app.Post("/form", ([FromForm] int n) => n);
            app.Post("/object", ([FromForm] Numbers numbers) => numbers.N);
            app.Post("/collection", (IFormCollection form) => form.Count);
            app.Post("/file", (IFormFile file) => file.Length);
            app.Post("/guarded", () => 1).Depends(([FromForm] int n) => { });
            app.Put("/put", ([FromForm] int n) => n);
            app.Include(typeof(Forms));
            app.Post("/json", ([FromBody] int n) => n);
            app.Post("/bearer", [Authorize(AuthenticationSchemes = "ApiKey")] ([FromForm] int n) => n);
            app.Post("/any", [Authorize(AuthenticationSchemes = "ApiKey,Cookies")] ([FromForm] int n) => n);
            app.Post("/closed", ([FromForm] int n) => n).RequireAuthorization();
            app.Post("/required", [RequireAntiforgeryToken] ([FromBody] int n) => n);
            app.Post("/exempt", ([FromForm] int n) => n).DisableAntiforgery();
            app.Group("/exempt").DisableAntiforgery().Post("/group", ([FromForm] int n) => n);
        },
        static builder =>
        {
            builder.Security.AddApiKey(ApiKeyLocation.Header, "x-key", static key => key == "robot" ? ApiUser.Of("robot") : null);
            builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static cookie => cookie.Events.OnRedirectToLogin = static context =>
            {
                context.Response.StatusCode = 401;
                return Task.CompletedTask;
            });
        });

    public sealed record Numbers(int N);

    public sealed record Visitor(string? Name);

    internal static class Forms
    {
        [Post("/class")]
        internal static int Read([FromForm] int n) => n;

        [Post("/exempt/class"), RequireAntiforgeryToken(required: false)]
        internal static int Exempt([FromForm] int n) => n;
    }

    internal static class Functions
    {
        [Dependency]
        internal static Visitor Visitor([FromCookie] string? session) => new(session);
    }
}
