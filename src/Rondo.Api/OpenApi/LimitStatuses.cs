using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Rondo.Server;

namespace Rondo.Api.OpenApi;

/// <summary>The statuses of requests that are turned away or take too long, where the app limits their number or their time.</summary>
internal sealed class LimitStatuses(
    IOptions<RateLimiterOptions> rates, IOptions<RequestTimeoutOptions> timeouts, IOptions<RondoServerOptions> server)
{
    internal IEnumerable<int> Of(IList<object> metadata)
    {
        var isLimited = metadata.Any(static item => item is EnableRateLimitingAttribute) || rates.Value.GlobalLimiter is not null;
        if (isLimited && !metadata.Any(static item => item is DisableRateLimitingAttribute))
            yield return rates.Value.RejectionStatusCode;
        if (server.Value.RequestDeadline is not null)
            yield return StatusCodes.Status504GatewayTimeout;
        if (!metadata.Any(static item => item is DisableRequestTimeoutAttribute) && Timeout(metadata) is { } policy)
            yield return policy.TimeoutStatusCode ?? StatusCodes.Status504GatewayTimeout;
    }

    private RequestTimeoutPolicy? Timeout(IList<object> metadata) =>
        metadata.LastOrDefault(static item => item is RequestTimeoutPolicy or RequestTimeoutAttribute) switch
        {
            RequestTimeoutPolicy policy => policy,
            RequestTimeoutAttribute { PolicyName: { } name } => timeouts.Value.Policies.TryGetValue(name, out var policy) ? policy : null,
            RequestTimeoutAttribute attribute => new RequestTimeoutPolicy { Timeout = attribute.Timeout },
            _ => timeouts.Value.DefaultPolicy,
        };
}
