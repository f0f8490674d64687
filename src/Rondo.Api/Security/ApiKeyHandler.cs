using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Rondo.Api.Security;

/// <summary>How an API key scheme is set up.</summary>
internal sealed class ApiKeyOptions : AuthenticationSchemeOptions
{
    public ApiKeyLocation Location { get; set; }

    public string Name { get; set; } = "";

    public Func<string, HttpContext, ValueTask<ClaimsIdentity?>> Check { get; set; } = static (_, _) => default;
}

/// <summary>An API key in a header, the query or a cookie.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<ApiKeyOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<ApiKeyOptions>(options, logger, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var key = Options.Location switch
        {
            ApiKeyLocation.Header => Request.Headers[Options.Name].ToString(),
            ApiKeyLocation.Query => Request.Query[Options.Name].ToString(),
            _ => Request.Cookies[Options.Name] ?? "",
        };
        if (key.Length == 0)
            return AuthenticateResult.NoResult();
        return await Options.Check(key, Context) is { } identity
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name))
            : AuthenticateResult.Fail("The API key is not known.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        // No registered scheme covers API keys; RFC 9110 wants one nevertheless, and this is what others send.
        Challenges.Add(
            Response, $"ApiKey realm=\"{Challenges.Realm(Context)}\", in=\""
                + $"{Options.Location.ToString().ToLowerInvariant()}\", name=\"{Challenges.Quoted(Options.Name)}\"");
        return Task.CompletedTask;
    }
}
