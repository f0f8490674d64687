using System.Net;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Rondo.Api.WebSockets;

/// <summary>Whether a request's host can be believed to be the server's (DNS rebinding).</summary>
/// <remarks>
/// The owner of a domain can let its name mean 127.0.0.1 once a browser has loaded the page. The page's origin and the request's
/// host are then
/// the same, and the server is that of the browser's user. Only a server on the loopback address is guarded: elsewhere names
/// without a list of
/// them are usual. A page loaded by TLS cannot be rebound, since the server would need a certificate for its name. A page cannot
/// add the headers
/// of a proxy. Vite and webpack's server decide in the same way.
/// </remarks>
internal static class RebindingGuard
{
    private static readonly string[] s_proxyHeaders =
        ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-For", "X-Real-IP"];

    internal static bool Trusts(HttpRequest request)
    {
        if (request.HttpContext.Connection.LocalIpAddress is not { } local || !IPAddress.IsLoopback(local))
            return true;
        if (request.Headers.Origin.ToString().StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            return true;
        if (s_proxyHeaders.Any(request.Headers.ContainsKey))
            return true;
        var host = request.Host.Host.TrimEnd('.');
        return IPAddress.TryParse(host, out _)
            || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || HostString.MatchesAny(host, [.. Listed(request)]);
    }

    /// <summary>The configured names; "*" and the any-addresses stand for all, and so say nothing.</summary>
    private static IEnumerable<StringSegment> Listed(HttpRequest request) =>
        from name in request.HttpContext.RequestServices.GetService<IOptions<HostFilteringOptions>>()?.Value.AllowedHosts ?? []
        where name is not ("*" or "[::]" or "0.0.0.0")
        select new StringSegment(name);
}
