using Microsoft.AspNetCore.Http;

namespace Rondo.Api.Security;

/// <summary>Whether the page that sent a request is of the request's own site.</summary>
internal static class PageOrigin
{
    /// <summary>
    /// Compares the host and the port of an Origin header with those of the request. The scheme may differ one way: behind a proxy
    /// that ends TLS the page is https and the request http.
    /// </summary>
    internal static bool IsSame(string origin, HttpRequest request)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
            return false;
        if (request.IsHttps && page.Scheme == "http")
            return false;
        var host = request.Host;
        return string.Equals(page.Host, host.Host, StringComparison.OrdinalIgnoreCase)
            && (host.Port is { } port ? page.Port == port : page.IsDefaultPort);
    }
}
