using Microsoft.AspNetCore.Http;
using Rondo.Api.Secrets;
using Rondo.Api.Security;

namespace Rondo.Api.WebSockets;

/// <summary>
/// Whether a page may open a WebSocket. Browsers let any page connect to any host, with that host's cookies; only the server can refuse
/// (cross-site WebSocket hijacking).
/// </summary>
internal static class SocketOrigin
{
    /// <exception cref="Forbidden">The origin may not.</exception>
    internal static void Check(HttpRequest request, IReadOnlyList<string>? allowed)
    {
        var header = request.Headers.Origin;
        if (header.Count == 0)
            return;
        var origin = header.ToString();
        if (!(allowed is null ? PageOrigin.IsSame(origin, request) : Contains(allowed, origin)))
            throw Refused(origin, "", "the origins that may in SocketOptions.AllowedOrigins");
        if (allowed is null && !RebindingGuard.Trusts(request))
        {
            throw Refused(
                origin,
                ": anybody can make a name that means this machine (DNS rebinding)",
                "its own names in AllowedHosts, or the origins that may in SocketOptions.AllowedOrigins");
        }
    }

    private static Forbidden Refused(string origin, string why, string remedy) =>
        new($"Pages of '{Shown(origin)}' may not open this WebSocket{why}. Its server lists {remedy}.");

    private static string Shown(string origin) => Shortened.To(origin);

    private static bool Contains(IReadOnlyList<string> allowed, string origin)
    {
        foreach (var each in allowed)
        {
            if (each == "*" || string.Equals(each.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
