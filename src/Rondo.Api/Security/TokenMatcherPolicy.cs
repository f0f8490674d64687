using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Rondo.Api.Runtime;

namespace Rondo.Api.Security;

/// <summary>
/// No answer of an endpoint that issues tokens is kept by a cache, whatever its path is: its errors, and what the middleware
/// between routing and it answers,
/// included. Costs other endpoints nothing.
/// </summary>
internal sealed class TokenMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    /// <summary>After all that rule candidates out.</summary>
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(IssuesTokens);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i) || !IssuesTokens(candidates[i].Endpoint))
                continue;
            TokenCaching.Forbid(httpContext);
            break;
        }

        return Task.CompletedTask;
    }

    private static bool IssuesTokens(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<EndpointDescription>() is { } description
        && (description.Output.Type == typeof(TokenAnswer) || description.AllErrors().Contains(typeof(TokenError)))
        || endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
        .Any(static produced => produced.Type == typeof(TokenAnswer));
}
