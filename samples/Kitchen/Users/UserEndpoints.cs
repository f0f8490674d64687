using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Kitchen.Users;

/// <summary>Logging in, and what only those who have may see.</summary>
internal static class UserEndpoints
{
    internal static void AddUsers(this RondoAppBuilder builder)
    {
        // Without a key in the configuration tokens are good until the program ends.
        var key = builder.Configuration["Kitchen:TokenKey"] ?? RandomNumberGenerator.GetHexString(64);
        builder.Security.AddOAuth2Password("/login", tokens => tokens.Key = key);
    }

    internal static void MapUsers(this RondoApp app) => app.Group("", "Users").Include(typeof(UserEndpoints));

    /// <summary>Exchanges a name and a password for a token. The demo's user is <c>cook</c>, with the password <c>kitchen</c>.</summary>
    [Post("/login")]
    internal static async Task<TokenAnswer> LogIn([FromForm] PasswordForm form, UserStore users, JwtTokens tokens)
    {
        if (!await users.VerifyAsync(form.Checked().Username, form.Password))
            throw new TokenError();
        return tokens.Answer(form.Username);
    }

    /// <summary>Who the caller is.</summary>
    [Get("/me"), Authorize]
    internal static User Me(ClaimsPrincipal user) => new(user.Identity!.Name!);

    /// <summary>Somebody who has logged in.</summary>
    internal sealed record User(string Name);
}
