using System.Security.Claims;

namespace Rondo.Docs.Tests.Snippets.Guide;

/// <summary>docs/guide/api/security.md.</summary>
public static class SecurityPage
{
    internal static void Setup(RondoAppBuilder builder)
    {
        builder.Configuration["Jwt:Key"] = "a key for this page that is long enough";
        // begin api-security-setup
        builder.Security
            .AddOAuth2Password("/token", jwt =>
            {
                jwt.Key = builder.Configuration["Jwt:Key"] ?? "";
                jwt.Scopes["menu:write"] = "Change the menu.";
            })
            .AddApiKey(ApiKeyLocation.Header, "X-Key", key => Secret.AreEqual(key, "robot") ? ApiUser.Of("robot", "menu:read") : null);
        // end api-security-setup
    }

    internal static void Map(RondoApp app)
    {
        // begin api-security-token
        app.Post("/token", ([FromForm] PasswordForm form, JwtTokens tokens) =>
            form.Checked() is { Username: "ann", Password: "wonder" } ? tokens.Answer(form.Username, ["menu:write"]) : throw new TokenError());
        // end api-security-token

        // begin api-security-use
        app.Get("/me", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
        app.Put("/menu", () => "changed").RequireScopes("menu:write");
        // end api-security-use
    }

    public class Tests
    {
        // begin api-security-test
        [LoopFact(Virtual = true)]
        public async Task A_token_opens_the_menu_for_half_an_hour()
        {
            await using var client = await TestClient.StartAsync(GuideApp.Build(Map, Setup));
            var token = client.Services.GetRequiredService<JwtTokens>().Issue("ann", ["menu:write"]);
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
            Assert.Equal("ann", await client.GetStringAsync("/me"));
            Assert.Equal(200, (int)(await client.PutAsync("/menu", null)).StatusCode);
            await EventLoop.Sleep(TimeSpan.FromMinutes(31));
            Assert.Equal(401, (int)(await client.GetAsync("/me")).StatusCode);
        }
        // end api-security-test
    }
}
