using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Rondo.Api.Security;

/// <summary>The default scheme of an app with several: any of them.</summary>
/// <remarks>
/// A default policy that lists them would do as well, were it not that ASP.NET adds the default policy's schemes to those that an
/// endpoint names, so that
/// an endpoint for one scheme would take all.
/// </remarks>
internal sealed class AnySchemeHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SecuritySchemes schemes)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string Name = "Rondo.Any";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var failed = AuthenticateResult.NoResult();
        foreach (var scheme in schemes.All)
        {
            var result = await Context.AuthenticateAsync(scheme.Name);
            if (result.Succeeded)
                return result;
            if (result.Failure is not null)
                failed = result;
        }

        return failed;
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        foreach (var scheme in schemes.All)
            await Context.ChallengeAsync(scheme.Name, properties);
    }
}
