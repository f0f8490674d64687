using Microsoft.AspNetCore.Mvc;
using Rondo.Api.Secrets;

namespace Rondo.Api;

/// <summary>
/// The form of an OAuth2 client that exchanges a password for a token (RFC 6749, 4.3.2): <c>app.Post("/token", ([FromForm]
/// PasswordForm form, JwtTokens tokens) => …)</c>.
/// </summary>
/// <param name="Username">The user's name.</param>
/// <param name="Password">The password.</param>
/// <param name="Scope">The scopes asked for, separated by blanks.</param>
/// <param name="GrantType">The kind of exchange: password.</param>
/// <param name="ClientId">Which program asks, where it says so in the form.</param>
/// <param name="ClientSecret">That program's secret.</param>
public sealed record PasswordForm(
    string Username,
    string Password,
    string? Scope = null,
    [FromForm(Name = "grant_type")] string? GrantType = null,
    [FromForm(Name = "client_id")] string? ClientId = null,
    [FromForm(Name = "client_secret")] string? ClientSecret = null)
{
    /// <summary>The scopes asked for.</summary>
    public IReadOnlyList<string> Scopes => Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Checks the kind of exchange.</summary>
    /// <exception cref="TokenError">It is another one than <c>password</c>.</exception>
    [Throws<TokenError>]
    public PasswordForm Checked() =>
    GrantType is null or "password" ? this
    : throw new TokenError(
        "unsupported_grant_type", $"This endpoint exchanges passwords: grant_type=password, not {Shortened.To(GrantType)}.");

    /// <summary>The form without its secrets, for logs.</summary>
    public override string ToString() => $"PasswordForm {{ Username = {Username}, Scope = {Scope} }}";
}
