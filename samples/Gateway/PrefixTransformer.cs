using Yarp.ReverseProxy.Forwarder;

namespace Gateway;

/// <summary>Takes the prefix off the path, and tells the upstream where the request came from.</summary>
internal sealed class PrefixTransformer(string prefix) : HttpTransformer
{
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var request = httpContext.Request;
        foreach (var (name, value) in new[]
        {
            ("X-Forwarded-For", $"{httpContext.Connection.RemoteIpAddress}"),
            ("X-Forwarded-Host", request.Host.Value),
            ("X-Forwarded-Proto", request.Scheme),
            ("X-Forwarded-Prefix", prefix),
        })
        {
            proxyRequest.Headers.Remove(name); // the client's own cannot be trusted
            proxyRequest.Headers.TryAddWithoutValidation(name, value);
        }

        proxyRequest.Headers.Host = null; // the upstream's own
        request.Path.StartsWithSegments(prefix, out var rest);
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, rest, request.QueryString);
    }
}
