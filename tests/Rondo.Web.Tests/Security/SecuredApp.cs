using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Rondo.Api;

namespace Rondo.Web.Tests.Security;

/// <summary>An app with every kind of scheme.</summary>
internal static class SecuredApp
{
    internal const string Key = "a key for tests that is long enough";

    internal static RondoApp Build(Action<SecurityBuilder>? security = null, Action<RondoApp>? more = null, Action<ILoggingBuilder>? logging = null)
    {
        var builder = RondoApp.CreateBuilder();
        builder.Logging.ClearProviders();
        logging?.Invoke(builder.Logging);
        (security ?? All)(builder.Security);
        var app = builder.Build();
        app.Post("/token", TokenAnswer ([FromForm] PasswordForm form, JwtTokens tokens) =>
            form.Checked() is { Username: "ann", Password: "wonder" } ? tokens.Answer(form.Username, form.Scopes) : throw new TokenError());
        app.Get("/open", (ClaimsPrincipal user) => user.Identity?.Name ?? "nobody");
        app.Get("/me", (ClaimsPrincipal user) => $"{user.Identity!.Name} on a loop: {EventLoop.TryCurrent is not null}").RequireAuthorization();
        app.Get("/items", (ClaimsPrincipal user) => user.Identity!.Name).RequireScopes("items:read");
        var admin = app.Group("/admin").RequireScopes("admin");
        admin.Get("/items", (ClaimsPrincipal user) => user.Identity!.Name).RequireScopes("items:write");
        admin.Get("/open", () => "open").AllowAnonymous();
        app.Include(typeof(Attributed));
        more?.Invoke(app);
        return app;
    }

    private static void All(SecurityBuilder security) => security
        .AddOAuth2Password("/token", static jwt =>
        {
            jwt.Key = Key;
            jwt.Issuer = "tests";
            jwt.Audience = "tests";
            jwt.Lifetime = TimeSpan.FromMinutes(10);
            jwt.Scopes["items:read"] = "Read items.";
            jwt.Scopes["items:write"] = "Change items.";
        })
        .AddApiKey(ApiKeyLocation.Header, "x-key", static key => Secret.AreEqual(key, "header key") ? ApiUser.Of("header", "items:read") : null, "HeaderKey")
        .AddApiKey(ApiKeyLocation.Query, "key", static async (key, _) =>
        {
            await EventLoop.Yield();
            return Secret.AreEqual(key, "query key") ? ApiUser.Of("query") : null;
        }, "QueryKey")
        .AddApiKey(ApiKeyLocation.Cookie, "session", static key => Secret.AreEqual(key, "cookie key") ? ApiUser.Of("cookie") : null, "CookieKey")
        .AddBasic(static (name, password) => name == "bob" && Secret.AreEqual(password, "pass:word") ? ApiUser.Of(name, "items:read", "items:write", "admin") : null);

}

internal static class Attributed
{
    [Get("/attributed/scoped"), RequireScopes("items:read", "items:write")]
    internal static string Scoped() => "scoped";

    [Get("/attributed/basic"), Authorize(AuthenticationSchemes = "Basic")]
    internal static string Basic(ClaimsPrincipal user) => user.Identity!.Name!;
}
