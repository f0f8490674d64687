using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Rondo.Api.OpenApi;

/// <summary>Marks the endpoints of the docs.</summary>
internal sealed class DocsMarker
{
    internal static readonly DocsMarker Instance = new();
}

/// <summary>An app that has a handler at the path of the docs means that handler.</summary>
internal sealed class DocsMatcherPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 1000;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(static endpoint => endpoint.Metadata.GetMetadata<DocsMarker>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var (docs, best) = (-1, -1);
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i))
                continue;
            if (candidates[i].Endpoint.Metadata.GetMetadata<DocsMarker>() is not null)
                docs = i;
            else if (best < 0)
                best = i;
        }

        // A pattern that matches everything does not mean the docs; the same path does, which has the same score.
        if (docs >= 0 && best >= 0 && candidates[best].Score == candidates[docs].Score)
            candidates.SetValidity(docs, false);
        return Task.CompletedTask;
    }
}
