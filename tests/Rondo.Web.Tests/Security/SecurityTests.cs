using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Rondo.Api;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Framework;
using Rondo.Web.Tests.OpenApi;

namespace Rondo.Web.Tests.Security;

/// <summary>Who calls, and what they may.</summary>
public class SecurityTests
{
    [LoopFact]
    public async Task A_password_buys_a_token_and_the_token_opens_what_its_scopes_say()
    {
        await using var client = await TestClient.StartAsync(SecuredApp.Build());
        var answer = await client.PostAsync("/token", Form("ann", "wonder", "items:read"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        Assert.Equal(["access_token", "token_type", "expires_in", "scope"], json.Select(static pair => pair.Key));
        Assert.Equal(("bearer", 600, "items:read"), (json["token_type"]!.GetValue<string>(), json["expires_in"]!.GetValue<int>(), json["scope"]!.GetValue<string>()));
        var token = new AuthenticationHeaderValue("Bearer", json["access_token"]!.GetValue<string>());
        Assert.Equal("ann on a loop: True", await Text(client, "/me", token));
        Assert.Equal("ann", await Text(client, "/open", token));
        Assert.Equal("ann", await Text(client, "/items", token));
        await Expect(client, "/attributed/scoped", token, 403,
            """{"title":"Forbidden","status":403,"detail":"It takes the scopes items:read, items:write; missing: items:write."}""",
            "Bearer error=\"insufficient_scope\", scope=\"items:read items:write\"");
        // The group's scopes and the handler's.
        await Expect(client, "/admin/items", token, 403,
            """{"title":"Forbidden","status":403,"detail":"It takes the scopes admin, items:write; missing: admin, items:write."}""",
            "Bearer error=\"insufficient_scope\", scope=\"admin items:write\"");
        Assert.Equal("open", await Text(client, "/admin/open", null));
    }

    [LoopFact]
    public async Task A_wrong_password_is_a_problem_that_OAuth2_clients_understand()
    {
        await using var client = await TestClient.StartAsync(SecuredApp.Build());
        var wrong = await client.PostAsync("/token", Form("ann", "blunder", ""));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal("no-store", wrong.Headers.CacheControl!.ToString());
        Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            """{"title":"The token request was refused","status":400,"detail":"User name or password is wrong.","error":"invalid_grant","error_description":"User name or password is wrong."}""",
            await wrong.Content.ReadAsStringAsync());
        var other = await client.PostAsync("/token", new FormUrlEncodedContent([new("username", "ann"), new("password", "wonder"), new("grant_type", "magic")]));
        Assert.Contains("\"error\":\"unsupported_grant_type\"", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.PostAsync("/token", new FormUrlEncodedContent([new("username", "ann")]))).StatusCode);
    }

    [LoopFact]
    public async Task No_answer_about_tokens_is_kept_by_a_cache_whatever_the_path_is()
    {
        await using var client = await TestClient.StartAsync(SecuredApp.Build(more: static app =>
        {
            TokenAnswer Issue(PasswordForm form, JwtTokens tokens) =>
                form.Checked() is { Username: "ann", Password: "wonder" } ? tokens.Answer(form.Username, form.Scopes) : throw new TokenError();
            app.Post("/elsewhere", TokenAnswer ([Microsoft.AspNetCore.Mvc.FromForm] PasswordForm form, JwtTokens tokens) => Issue(form, tokens));
            app.Group("/v2").Post("/oauth/token", TokenAnswer ([Microsoft.AspNetCore.Mvc.FromForm] PasswordForm form, JwtTokens tokens) => Issue(form, tokens));
            app.Post("/result", Microsoft.AspNetCore.Http.HttpResults.Results<Microsoft.AspNetCore.Http.HttpResults.Ok<TokenAnswer>, Microsoft.AspNetCore.Http.HttpResults.UnauthorizedHttpResult> (JwtTokens tokens, string user) =>
                user == "ann" ? TypedResults.Ok(tokens.Answer(user)) : TypedResults.Unauthorized());
            app.Post("/closed", TokenAnswer (JwtTokens tokens) => tokens.Answer("ann")).RequireAuthorization();
            app.Post("/broken", TokenAnswer (JwtTokens tokens) => throw new InvalidOperationException("broken"));
            app.Web.MapPost("/plain", TokenAnswer (JwtTokens tokens) => tokens.Answer("ann"));
        }), static options => options.ThrowServerErrors = false);
        foreach (var path in (string[])["/token", "/elsewhere", "/v2/oauth/token"])
        {
            await NotKept(client, path, Form("ann", "wonder", ""), 200);
            await NotKept(client, path, Form("ann", "blunder", ""), 400);
            await NotKept(client, path, new FormUrlEncodedContent([new("username", "ann")]), 422);
            await NotKept(client, path, new StringContent("{}", Encoding.UTF8, "application/json"), 415);
        }

        await NotKept(client, "/result?user=ann", null, 200);
        await NotKept(client, "/result?user=bob", null, 401);
        await NotKept(client, "/closed", null, 401);
        await NotKept(client, "/broken", null, 500);
        await NotKept(client, "/plain", null, 200);
        using var open = await client.GetAsync("/open");
        Assert.Null(open.Headers.CacheControl);
    }

    private static async Task NotKept(TestClient client, string path, HttpContent? content, int status)
    {
        using var answer = await client.PostAsync(path, content);
        Assert.Equal((path, status, "no-store", "no-cache"), (path, (int)answer.StatusCode, answer.Headers.CacheControl?.ToString(), answer.Headers.Pragma.ToString()));
    }

    [LoopFact]
    public async Task Nobody_is_told_every_way_in()
    {
        await using var client = await TestClient.StartAsync(SecuredApp.Build());
        var answer = await client.GetAsync("/me");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("""{"title":"Unauthorized","status":401}""", await answer.Content.ReadAsStringAsync());
        var challenges = string.Join(" | ", answer.Headers.GetValues("WWW-Authenticate"));
        Assert.Contains("Bearer", challenges, StringComparison.Ordinal);
        Assert.Contains("in=\"header\", name=\"x-key\"", challenges, StringComparison.Ordinal);
        Assert.Contains("in=\"query\", name=\"key\"", challenges, StringComparison.Ordinal);
        Assert.Contains("in=\"cookie\", name=\"session\"", challenges, StringComparison.Ordinal);
        Assert.Contains("charset=\"UTF-8\"", challenges, StringComparison.Ordinal);
        Assert.Equal("nobody", await Text(client, "/open", null));
    }

    [LoopFact(Virtual = true)]
    public async Task A_token_ends_when_its_time_is_over_on_the_loops_clock()
    {
        await using var client = await TestClient.StartAsync(SecuredApp.Build());
        var tokens = client.Services.GetRequiredService<JwtTokens>();
        var token = new AuthenticationHeaderValue("Bearer", tokens.Issue("ann"));
        await EventLoop.Sleep(TimeSpan.FromMinutes(9.9));
        Assert.Equal("ann on a loop: True", await Text(client, "/me", token));
        await EventLoop.Sleep(TimeSpan.FromMinutes(0.2));
        var answer = await Send(client, "/me", token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("error=\"invalid_token\"", string.Join(' ', answer.Headers.GetValues("WWW-Authenticate")), StringComparison.Ordinal);
        Assert.Contains("expired", string.Join(' ', answer.Headers.GetValues("WWW-Authenticate")), StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task Tokens_that_the_app_did_not_make_open_nothing()
    {
        await using var client = await TestClient.StartAsync(SecuredApp.Build());
        var good = client.Services.GetRequiredService<JwtTokens>().Issue("ann");
        var parts = good.Split('.');
        var forged = new JsonWebTokenHandler();
        string Made(string key, string issuer, string audience) => forged.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = DateTime.UtcNow.AddHours(1),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), SecurityAlgorithms.HmacSha256),
        });
        var unsigned = $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.";
        Assert.Equal(HttpStatusCode.OK, (await Send(client, "/me", new("Bearer", good))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Send(client, "/me", new("Bearer", Made(SecuredApp.Key, "tests", "tests")))).StatusCode);
        foreach (var bad in new[]
        {
            "", "x", good[..^2], unsigned, $"{parts[0]}.{Base64UrlEncoder.Encode("""{"sub":"eve","exp":99999999999,"iss":"tests","aud":"tests"}""")}.{parts[2]}",
            Made("another key that is also long enough", "tests", "tests"), Made(SecuredApp.Key, "others", "tests"), Made(SecuredApp.Key, "tests", "others"),
        })
            Assert.Equal(HttpStatusCode.Unauthorized, (await Send(client, "/me", new("Bearer", bad))).StatusCode);
    }

    [LoopFact]
    public async Task Keys_in_header_query_and_cookie_say_who_it_is()
    {
        await using var client = await TestClient.StartAsync(SecuredApp.Build());
        Assert.Equal("header on a loop: True", await Text(client, "/me", null, ("x-key", "header key")));
        Assert.Equal("query on a loop: True", await client.GetStringAsync("/me?key=query%20key"));
        Assert.Equal("cookie on a loop: True", await Text(client, "/me", null, ("Cookie", "session=cookie%20key")));
        Assert.Equal("header", await Text(client, "/items", null, ("x-key", "header key")));
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/items?key=query%20key")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send(client, "/me", null, ("x-key", "header kez"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send(client, "/me", null, ("x-key", "query key"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/me?key=x")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send(client, "/me", null, ("Cookie", "session=x"))).StatusCode);
    }

    [LoopFact]
    public async Task Basic_takes_name_and_password()
    {
        await using var client = await TestClient.StartAsync(SecuredApp.Build());
        static AuthenticationHeaderValue Basic(string pair) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        Assert.Equal("bob on a loop: True", await Text(client, "/me", Basic("bob:pass:word")));
        Assert.Equal("bob", await Text(client, "/admin/items", Basic("bob:pass:word")));
        Assert.Equal("bob", await Text(client, "/attributed/basic", Basic("bob:pass:word")));
        foreach (var wrong in new[] { Basic("bob:pass"), Basic("bob"), Basic(":"), new("Basic", "!!!"), new("Basic", "gIA="), new("Basic", "") })
        {
            var refused = await Send(client, "/me", wrong);
            Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, $"{wrong}: {await refused.Content.ReadAsStringAsync()}");
        }

        // Where a handler names a scheme, the others do not count.
        var other = await Send(client, "/attributed/basic", null, ("x-key", "header key"));
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        Assert.StartsWith("Basic realm=\"", Assert.Single(other.Headers.GetValues("WWW-Authenticate")), StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task The_whole_app_can_be_locked_with_its_docs()
    {
        foreach (var lockApp in new Action<RondoApp>[] { static app => app.RequireAuthorization(), static app => app.RequireScopes("docs"), static app => app.Depends(() => { throw new Unauthorized(); }) })
        {
            await using var client = await TestClient.StartAsync(SecuredApp.Build(more: lockApp));
            foreach (var path in new[] { "/open", "/docs", "/redoc", "/openapi.json", "/docs/docs.js", "/redoc/redoc.js" })
                Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path)).StatusCode);
        }
    }

    [LoopFact]
    public async Task The_docs_of_a_locked_app_are_open_where_it_says_so()
    {
        foreach (var lockApp in new Action<RondoApp>[] { static app => app.RequireAuthorization(), static app => app.RequireScopes("docs"), static app => app.Depends(() => { throw new Unauthorized(); }) })
        {
            await using var client = await ApiTest.StartAsync(
                app =>
                {
                    app.Get("/open", () => "in");
                    lockApp(app);
                },
                static builder =>
                {
                    builder.Security.AddBasic(static (_, _) => null);
                    builder.Services.AddAuthorization(static authorization => authorization.FallbackPolicy = authorization.DefaultPolicy);
                    builder.Docs(static docs => docs.AllowAnonymous = true);
                });
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/open")).StatusCode);
            foreach (var path in new[] { "/docs", "/redoc", "/openapi.json", "/docs/docs.js" })
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path)).StatusCode);
        }
    }

    [LoopFact]
    public async Task The_document_shows_schemes_and_what_each_operation_demands()
    {
        var document = await DocumentedApp.DocumentAsync(SecuredApp.Build());
        Assert.Empty(DocumentedApp.Violations(document));
        Assert.Equal(
            """
            {"OAuth2":{"type":"oauth2","flows":{"password":{"tokenUrl":"/token","scopes":{"items:read":"Read items.","items:write":"Change items."}}}},"HeaderKey":{"type":"apiKey","name":"x-key","in":"header"},"QueryKey":{"type":"apiKey","name":"key","in":"query"},"CookieKey":{"type":"apiKey","name":"session","in":"cookie"},"Basic":{"type":"http","scheme":"basic"}}
            """, document["components"]!["securitySchemes"]!.ToJsonString());
        JsonNode Get(string path) => document["paths"]![path]!["get"]!;
        Assert.Null(Get("/open")["security"]);
        Assert.Null(Get("/admin/open")["security"]);
        Assert.Equal("""[{"OAuth2":[]},{"HeaderKey":[]},{"QueryKey":[]},{"CookieKey":[]},{"Basic":[]}]""", Get("/me")["security"]!.ToJsonString());
        Assert.Equal("""{"OAuth2":["admin","items:write"]}""", Get("/admin/items")["security"]![0]!.ToJsonString());
        Assert.Equal("""{"OAuth2":["items:read","items:write"]}""", Get("/attributed/scoped")["security"]![0]!.ToJsonString());
        Assert.Equal("""[{"Basic":[]}]""", Get("/attributed/basic")["security"]!.ToJsonString());
        Assert.Equal(["200", "401"], Get("/me")["responses"]!.AsObject().Select(static each => each.Key));
        Assert.Equal(["200", "401", "403"], Get("/items")["responses"]!.AsObject().Select(static each => each.Key));
        var form = document["paths"]!["/token"]!["post"]!["requestBody"]!["content"]!["application/x-www-form-urlencoded"]!["schema"]!;
        Assert.Equal(["username", "password", "scope", "grant_type", "client_id", "client_secret"], form["properties"]!.AsObject().Select(static each => each.Key));
        Assert.Equal(["200", "400", "413", "415", "422"], document["paths"]!["/token"]!["post"]!["responses"]!.AsObject().Select(static each => each.Key).Order(StringComparer.Ordinal));
    }

    [LoopFact]
    public async Task A_weak_key_keeps_the_app_from_starting()
    {
        var app = SecuredApp.Build(static security => security.AddJwt(static jwt => jwt.Key = "short"));
        var error = await Assert.ThrowsAnyAsync<Exception>(() => TestClient.StartAsync(app));
        Assert.Equal(
            "JwtOptions.Key has 5 bytes, and HMAC-SHA-256 needs at least 32: make one with 'openssl rand -base64 48' and put it into the configuration, not into the source.",
            (error.InnerException ?? error).Message);
        Assert.Throws<InvalidOperationException>(static () => SecuredApp.Build(static security => security.AddJwt(static jwt => jwt.Key = SecuredApp.Key).AddOAuth2Password("/token", static jwt => jwt.Key = SecuredApp.Key)));
        Assert.Throws<ArgumentException>(static () => new RequireScopesAttribute());
        Assert.Throws<ArgumentException>(static () => new RequireScopesAttribute("a b"));
    }

    [LoopFact]
    public async Task Logs_hold_no_secrets()
    {
        var log = new AllLog();
        await using (var client = await TestClient.StartAsync(SecuredApp.Build(logging: logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace).AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.Warning))))
        {
            await client.PostAsync("/token", Form("ann", "blunder", ""));
            await Send(client, "/me", new("Bearer", "abc.def.secret-token"));
            await Send(client, "/me", new("Basic", Convert.ToBase64String("bob:secret-pass"u8)));
            await Send(client, "/me", null, ("x-key", "secret-key"));
        }

        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, static line => line.Contains("secret-", StringComparison.Ordinal) || line.Contains("blunder", StringComparison.Ordinal));
        Assert.DoesNotContain("blunder", new PasswordForm("ann", "blunder").ToString(), StringComparison.Ordinal);
    }

    [LoopFact]
    public async Task Somebody_elses_tokens_are_checked_by_their_keys()
    {
        var app = RondoApp.Create([], static builder => builder.Security.AddBearer(static bearer => bearer.TokenValidationParameters = new TokenValidationParameters
        {
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(SecuredApp.Key)),
            ValidateIssuer = false,
            ValidateAudience = false,
            NameClaimType = "sub",
        }));
        app.Get("/me", (System.Security.Claims.ClaimsPrincipal user) => $"{user.Identity!.Name} {EventLoop.TryCurrent is not null}").RequireScopes("read");
        await using var client = await TestClient.StartAsync(app);
        string Made(string scope) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["sub"] = "zoe", ["scp"] = scope },
            Expires = DateTime.UtcNow.AddHours(1),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(SecuredApp.Key)), SecurityAlgorithms.HmacSha256),
        });
        Assert.Equal("zoe True", await Text(client, "/me", new("Bearer", Made("read"))));
        Assert.Equal(HttpStatusCode.Forbidden, (await Send(client, "/me", new("Bearer", Made("write")))).StatusCode);
        Assert.Contains("""{"Bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT"}}""", JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!.ToJsonString(), StringComparison.Ordinal);
    }

    private static FormUrlEncodedContent Form(string name, string password, string scope) =>
        new([new("grant_type", "password"), new("username", name), new("password", password), new("scope", scope)]);

    private static Task<HttpResponseMessage> Send(TestClient client, string path, AuthenticationHeaderValue? authorization, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = authorization;
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return client.SendAsync(request);
    }

    private static async Task<string> Text(TestClient client, string path, AuthenticationHeaderValue? authorization, params (string Name, string Value)[] headers)
    {
        var answer = await Send(client, path, authorization, headers);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text} {answer.Headers.WwwAuthenticate}");
        return text;
    }

    private static async Task Expect(TestClient client, string path, AuthenticationHeaderValue? authorization, int status, string body, string challenge)
    {
        var answer = await Send(client, path, authorization);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        Assert.Equal(challenge, Assert.Single(answer.Headers.GetValues("WWW-Authenticate")));
    }

    private sealed class AllLog : ILoggerProvider, ILogger
    {
        internal List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
                Lines.Add($"{formatter(state, exception)} {exception}");
        }
    }
}
