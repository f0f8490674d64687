using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Security;

/// <summary>Tokens that are read by the app's own code, and words other than Bearer in front of them.</summary>
public class JwtReadingTests
{
    private const string Key = "a key for tests that is long enough";

    [LoopFact(Virtual = true)]
    public async Task A_token_is_read_or_refused_with_a_reason()
    {
        await using var client = await ApiTest.StartAsync(static _ => { }, static builder => builder.Security.AddJwt(static jwt => (jwt.Key, jwt.Issuer, jwt.Audience, jwt.Lifetime) = (Key, "us", "them", TimeSpan.FromMinutes(10))));
        var tokens = client.Services.GetRequiredService<JwtTokens>();
        var good = tokens.Issue("ann", ["a", "b"], [new("plan", "gold")]);
        var read = await tokens.ReadAsync(good);
        Assert.True(read.IsValid);
        Assert.Equal(JwtFailure.None, read.Failure);
        Assert.Equal("ann a b gold", $"{read.User.Identity!.Name} {read.User.FindFirst("scope")!.Value} {read.User.FindFirst("plan")!.Value}");

        var parts = good.Split('.');
        (JwtFailure Expected, string Token)[] refused =
        [
            (JwtFailure.Malformed, ""),
            (JwtFailure.Malformed, "x"),
            (JwtFailure.Malformed, "a.b.c"),
            (JwtFailure.Malformed, $"Bearer {good}"),
            (JwtFailure.Malformed, Made(Key, "us", "them", expires: null)),
            (JwtFailure.Signature, $"{parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(new byte[32])}"),
            (JwtFailure.Signature, $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}."),
            (JwtFailure.Signature, Made("another key that is long enough too", "us", "them", TimeSpan.FromHours(1))),
            (JwtFailure.Issuer, Made(Key, "others", "them", TimeSpan.FromHours(1))),
            (JwtFailure.Audience, Made(Key, "us", "others", TimeSpan.FromHours(1))),
            (JwtFailure.NotYetValid, Made(Key, "us", "them", TimeSpan.FromHours(1), from: TimeSpan.FromMinutes(5))),
        ];
        foreach (var (expected, token) in refused)
        {
            var reading = await tokens.ReadAsync(token);
            Assert.Equal((expected, token, false), (reading.Failure, token, reading.IsValid));
        }

        await EventLoop.Sleep(TimeSpan.FromMinutes(11));
        Assert.Equal(JwtFailure.Expired, (await tokens.ReadAsync(good)).Failure);
    }

    [LoopFact(Virtual = true)]
    public async Task Another_word_stands_before_the_token()
    {
        await using var client = await ApiTest.StartAsync(Map, static builder => builder.Security.AddJwt(static jwt => jwt.Key = Key, prefix: "Token"));
        var token = client.Services.GetRequiredService<JwtTokens>().Issue("ann");
        foreach (var header in new[] { $"Authorization: Token {token}", $"Authorization: token   {token}" })
            Assert.Equal("200 ann", await client.AnswerAsync("/me", header: header));
        foreach (var header in new[] { $"Authorization: Bearer {token}", $"Authorization: Token{token}", "Authorization: Token ", "Authorization: Token x", $"Authorization: {token}", "Other: x" })
            Assert.StartsWith("401 ", await client.AnswerAsync("/me", header: header), StringComparison.Ordinal);
        using var refused = await client.GetAsync(new Uri("/me", UriKind.Relative));
        Assert.Equal("Token", refused.Headers.WwwAuthenticate.ToString());
        using var document = JsonDocument.Parse(await client.GetStringAsync("/openapi.json"));
        Assert.Equal(
            """{"type":"apiKey","description":"The word Token, a space, and the token.","name":"Authorization","in":"header"}""",
            JsonSerializer.Serialize(document.RootElement.GetProperty("components").GetProperty("securitySchemes").GetProperty("Bearer")));
    }

    [LoopFact(Virtual = true)]
    public async Task Tokens_of_others_have_their_word_too_and_a_handler_of_the_app_goes_first()
    {
        await using var client = await ApiTest.StartAsync(Map, static builder => builder.Security.AddBearer(
            static options =>
            {
                options.TokenValidationParameters = new() { IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Key)), ValidateIssuer = false, ValidateAudience = false, ValidateLifetime = false, NameClaimType = "sub" };
                options.Events = new() { OnMessageReceived = static received => Task.FromResult(received.Token = received.Request.Query["token"].FirstOrDefault()) };
            },
            prefix: "Token"));
        var token = Made(Key, "a", "b", TimeSpan.FromHours(1));
        Assert.Equal("200 ann", await client.AnswerAsync("/me", header: $"Authorization: Token {token}"));
        Assert.Equal("200 ann", await client.AnswerAsync($"/me?token={token}"));
        Assert.StartsWith("401 ", await client.AnswerAsync("/me", header: $"Authorization: Bearer {token}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("To ken")]
    [InlineData("Token:")]
    [InlineData("Tökén")]
    public void A_word_that_is_no_scheme_of_HTTP_is_refused(string prefix)
    {
        var error = Assert.Throws<ArgumentException>(() => RondoApp.CreateBuilder().Security.AddJwt(static jwt => jwt.Key = Key, prefix: prefix));
        Assert.StartsWith($"The prefix '{prefix}' is no authentication scheme of HTTP: use letters, digits and !#$%&'*+-.^_`|~ alone, without the space that follows it.", error.Message, StringComparison.Ordinal);
    }

    private static void Map(RondoApp app) => app.Get("/me", (System.Security.Claims.ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();

    /// <summary>A token made elsewhere. Its times count from the loop's clock.</summary>
    private static string Made(string key, string issuer, string audience, TimeSpan? expires, TimeSpan? from = null)
    {
        var now = EventLoop.Current.Clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Claims = new Dictionary<string, object> { ["sub"] = "ann" },
            Issuer = issuer,
            Audience = audience,
            NotBefore = from is { } later ? now + later : null,
            Expires = expires is { } end ? now + end : null,
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key)), SecurityAlgorithms.HmacSha256),
        });
    }
}
