using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rondo.Api;
using Rondo.Api.Security;

namespace Rondo.Jobs.Pages;

/// <summary>Decides who may look at jobs and change them.</summary>
internal static class JobAccess
{
    /// <exception cref="Forbidden">A page of another site sent the request.</exception>
    /// <exception cref="Unauthorized">The token is missing or wrong.</exception>
    internal static void Check(HttpContext http)
    {
        var request = http.Request;
        if (http.GetEndpoint()?.Metadata.GetMetadata<JobToken>() is { Text: { } token }
            && !(Given(request) is { } given && Secret.AreEqual(given, token)))
        {
            throw new Unauthorized(
                "Send the token of this page as \"Authorization: Bearer <token>\", or as the password that a browser asks for.")
            {
                Headers = { ["WWW-Authenticate"] = "Basic realm=\"jobs\", charset=\"UTF-8\"" },
            };
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !IsSameSite(request))
            throw new Forbidden("A page of another site may not change jobs.");
    }

    private static string? Given(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Parameter is not { } text)
            return null;
        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return text;
        var bytes = new byte[text.Length];
        if (!header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(text, bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Whether a request comes from a page of this site, or from no page.</summary>
    /// <remarks>A browser sends a password or a cookie with the form of any site. Browsers send Sec-Fetch-Site where the page is
    /// trustworthy (TLS, or this machine), and Origin everywhere.</remarks>
    private static bool IsSameSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() switch
        {
            "same-origin" or "none" => true,
            "" => request.Headers.Origin.ToString() is var origin && (origin.Length == 0 || PageOrigin.IsSame(origin, request)),
            _ => false,
        };
}
