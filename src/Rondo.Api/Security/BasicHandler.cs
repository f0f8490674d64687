using System.Buffers.Text;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Rondo.Api.Security;

/// <summary>How the basic scheme is set up.</summary>
internal sealed class BasicOptions : AuthenticationSchemeOptions
{
    public Func<string, string, HttpContext, ValueTask<ClaimsIdentity?>> Check { get; set; } = static (_, _, _) => default;
}

/// <summary>User name and password in the Authorization header (RFC 7617).</summary>
internal sealed class BasicHandler(IOptionsMonitor<BasicOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<BasicOptions>(options, logger, encoder)
{
    private const string Prefix = "Basic ";

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (Decode(header.AsSpan(Prefix.Length).Trim()) is not { } pair)
            return AuthenticateResult.Fail("The Authorization header holds no user name and password.");
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return AuthenticateResult.Fail("The Authorization header holds no user name and password.");
        return await Options.Check(pair[..colon], pair[(colon + 1)..], Context) is { } identity
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name))
            : AuthenticateResult.Fail("User name or password is wrong.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Challenges.Add(Response, $"Basic realm=\"{Challenges.Realm(Context)}\", charset=\"UTF-8\"");
        return Task.CompletedTask;
    }

    private static string? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (!Convert.TryFromBase64Chars(text, bytes, out var length))
            return null;
        try
        {
            return s_strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
