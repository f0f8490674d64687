using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Rondo.Api;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Security;

/// <summary>Tokens of another issuer with ASP.NET's defaults, scopes in all their spellings, and policies beside scopes.</summary>
public class BearerTests
{
    private static readonly RsaSecurityKey s_rsa = new(RSA.Create(2048)) { KeyId = "one" };

    [LoopFact]
    public async Task AddBearer_refuses_every_token_that_is_not_the_issuers_for_this_app_and_now()
    {
        await using var client = await StartAsync();
        var publicKey = s_rsa.Rsa.ExportSubjectPublicKeyInfo();
        var pem = Encoding.ASCII.GetBytes(s_rsa.Rsa.ExportSubjectPublicKeyInfoPem());
        var good = Token();
        var parts = good.Split('.');
        Assert.Equal(200, await StatusAsync(client, "/me", good));
        Assert.Equal(200, await StatusAsync(client, "/me", Token(key: new RsaSecurityKey(s_rsa.Rsa)))); // no kid: the known keys are tried
        var bad = new Dictionary<string, string>
        {
            ["unsigned"] = $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            ["unsigned, in capitals"] = $"{Encode("""{"alg":"NONE","typ":"JWT"}""")}.{parts[1]}.",
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["HMAC with the public key"] = Token(key: new SymmetricSecurityKey(publicKey) { KeyId = "one" }, algorithm: SecurityAlgorithms.HmacSha256),
            ["HMAC with the public key as text"] = Token(key: new SymmetricSecurityKey(pem) { KeyId = "one" }, algorithm: SecurityAlgorithms.HmacSha256),
            ["another key of the same name"] = Token(key: new RsaSecurityKey(RSA.Create(2048)) { KeyId = "one" }),
            ["another key of another name"] = Token(key: new RsaSecurityKey(RSA.Create(2048)) { KeyId = "../../two" }),
            ["expired"] = Token(expires: -6),
            ["without an expiration"] = Token(expires: null),
            ["not yet valid"] = Token(notBefore: 6),
            ["another issuer"] = Token(issuer: "others"),
            ["no issuer"] = Token(issuer: null),
            ["another audience"] = Token(audience: "others"),
            ["no audience"] = Token(audience: null),
            ["changed"] = $"{parts[0]}.{Encode("""{"sub":"eve"}""")}.{parts[2]}",
            ["nothing"] = "",
        };
        foreach (var (name, token) in bad)
            Assert.True(await StatusAsync(client, "/me", token) == 401, name);
    }

    [LoopFact]
    public async Task The_schemes_name_may_be_written_in_any_case_and_no_other_scheme_is_taken()
    {
        await using var client = await StartAsync();
        foreach (var (scheme, status) in new[] { ("Bearer", 200), ("bearer", 200), ("BEARER", 200), ("Token", 401), ("Basic", 401) })
            Assert.True(await StatusAsync(client, "/me", Token(), scheme) == status, scheme);
    }

    [LoopFact]
    public async Task Scopes_are_words_of_scope_and_scp_and_nothing_else()
    {
        await using var client = await StartAsync();
        foreach (var (claims, status) in new (Dictionary<string, object> Claims, int Status)[]
        {
            (new() { ["scope"] = "read" }, 200),
            (new() { ["scope"] = "write read" }, 200),
            (new() { ["scope"] = "write  read " }, 200),
            (new() { ["scp"] = new[] { "write", "read" } }, 200),
            (new() { ["scope"] = new[] { "write read" } }, 200),
            (new() { ["scope"] = "" }, 403),
            (new() { ["scope"] = "READ" }, 403),
            (new() { ["scope"] = "read,write" }, 403),
            (new() { ["scope"] = "reader" }, 403),
            (new() { ["scope"] = "write\tread" }, 403),
            (new() { ["scopes"] = "read" }, 403),
            (new() { ["roles"] = "read" }, 403),
            (new(), 403),
        })
            Assert.True(await StatusAsync(client, "/scoped", Token(claims: claims)) == status, string.Join(' ', claims.Values.Select(static value => System.Text.Json.JsonSerializer.Serialize(value))));
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("scope", "a  b")], "x"));
        Assert.Equal((true, true, false, false), (user.HasScope("a"), user.HasScope("b"), user.HasScope(""), user.HasScope("a  b")));
    }

    [LoopFact]
    public async Task Scopes_and_policies_add_up()
    {
        await using var client = await StartAsync(static authorization =>
        {
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
            authorization.DefaultPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim("tenant").Build();
            authorization.AddPolicy("boss", static policy => policy.RequireClaim("boss"));
        });
        Dictionary<string, object> Claims(params string[] names) => names.ToDictionary(static name => name, static name => name == "scope" ? (object)"read" : "1");
        Assert.Equal(401, await StatusAsync(client, "/open", null));
        Assert.Equal(200, await StatusAsync(client, "/open", Token()));
        Assert.Equal(200, await StatusAsync(client, "/anonymous", null));
        Assert.Equal(401, await StatusAsync(client, "/scoped", null));
        Assert.Equal(403, await StatusAsync(client, "/scoped", Token(claims: Claims("scope")))); // the default policy counts
        Assert.Equal(403, await StatusAsync(client, "/scoped", Token(claims: Claims("tenant"))));
        Assert.Equal(200, await StatusAsync(client, "/scoped", Token(claims: Claims("scope", "tenant"))));
        Assert.Equal(403, await StatusAsync(client, "/boss", Token(claims: Claims("scope", "tenant"))));
        Assert.Equal(200, await StatusAsync(client, "/boss", Token(claims: Claims("scope", "tenant", "boss"))));
        Assert.Equal(401, await StatusAsync(client, "/docs", null)); // the fallback policy holds for the docs too
    }

    [LoopFact]
    public async Task Scopes_work_with_authentication_that_the_app_sets_up_by_itself()
    {
        await using var client = await ApiTest.StartAsync(static app => app.Get("/scoped", () => "in").RequireScopes("read"), static builder =>
        {
            builder.Services.AddAuthorization();
            builder.Services.AddAuthentication("Bearer").AddJwtBearer(Configure);
        });
        Assert.Equal(200, await StatusAsync(client, "/scoped", Token(claims: new() { ["scope"] = "read" })));
        Assert.Equal(403, await StatusAsync(client, "/scoped", Token()));
        Assert.Equal(401, await StatusAsync(client, "/scoped", null));
    }

    [LoopFact]
    public async Task A_challenge_says_nothing_that_the_caller_wrote()
    {
        await using var client = await StartAsync();
        foreach (var token in new[] { Token(issuer: "x\", realm=\"evil"), "a\"b.c.d", "%0d%0aSet-Cookie: a=b" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/me");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            using var answer = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            var challenge = string.Join(' ', answer.Headers.GetValues("WWW-Authenticate"));
            Assert.DoesNotContain("realm=\"evil", challenge, StringComparison.Ordinal);
            Assert.DoesNotContain("Set-Cookie", challenge, StringComparison.Ordinal);
        }
    }

    private static Task<TestClient> StartAsync(Action<AuthorizationOptions>? authorization = null) => ApiTest.StartAsync(
        static app =>
        {
            app.Get("/open", () => "in");
            app.Get("/anonymous", () => "in").AllowAnonymous();
            app.Get("/me", () => "in").RequireAuthorization();
            app.Get("/scoped", () => "in").RequireScopes("read");
            app.Get("/boss", [Authorize("boss")] () => "in").RequireScopes("read");
        },
        builder =>
        {
            builder.Security.AddBearer(Configure);
            builder.Services.AddAuthorization(authorization ?? (static _ => { }));
        });

    private static void Configure(Microsoft.AspNetCore.Authentication.JwtBearer.JwtBearerOptions bearer)
    {
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters.ValidIssuer = "issuer";
        bearer.TokenValidationParameters.ValidAudience = "app";
        bearer.TokenValidationParameters.IssuerSigningKey = new RsaSecurityKey(s_rsa.Rsa.ExportParameters(false)) { KeyId = "one" };
    }

    private static string Encode(string json) => Base64UrlEncoder.Encode(json);

    /// <param name="issuer">Who issues it.</param>
    /// <param name="audience">For whom.</param>
    /// <param name="expires">In how many minutes it ends; null for never.</param>
    /// <param name="notBefore">In how many minutes it begins.</param>
    /// <param name="key">What it is signed with.</param>
    /// <param name="algorithm">How.</param>
    /// <param name="claims">More claims.</param>
    private static string Token(
        string? issuer = "issuer", string? audience = "app", double? expires = 30, double notBefore = -30, SecurityKey? key = null, string algorithm = SecurityAlgorithms.RsaSha256, Dictionary<string, object>? claims = null) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Subject = new ClaimsIdentity([new Claim("sub", "zoe")]),
            Claims = claims,
            Issuer = issuer,
            Audience = audience,
            NotBefore = DateTime.UtcNow.AddMinutes(expires < 0 ? -60 : notBefore),
            Expires = expires is { } minutes ? DateTime.UtcNow.AddMinutes(minutes) : null,
            SigningCredentials = new SigningCredentials(key ?? s_rsa, algorithm),
        });

    private static async Task<int> StatusAsync(HttpClient client, string path, string? token, string scheme = "Bearer")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {token}");
        using var answer = await client.SendAsync(request);
        return (int)answer.StatusCode;
    }
}
