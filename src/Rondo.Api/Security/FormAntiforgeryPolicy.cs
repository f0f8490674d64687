using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Rondo.Api.Security;

/// <summary>
/// Tells ASP.NET, which refuses endpoints that need antiforgery where its middleware is missing, that those of the framework
/// check their tokens themselves, and keeps it from reading a form that the handler streams.
/// </summary>
internal sealed class FormAntiforgeryPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    private const string MiddlewareWasThere = "__AntiforgeryMiddlewareWithEndpointInvoked";

    public override int Order => int.MaxValue; // when the others have chosen

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(static endpoint => endpoint.Metadata.GetMetadata<FormAntiforgery>() is not null);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        FormAntiforgery? chosen = null;
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i))
                continue;
            chosen = candidates[i].Endpoint?.Metadata.GetMetadata<FormAntiforgery>();
            if (chosen is null)
                return Task.CompletedTask;
        }

        httpContext.Items[MiddlewareWasThere] = true;
        if (chosen is { IsStreamed: true })
            httpContext.Features.Set<IFormFeature>(StreamedForm.Instance);
        return Task.CompletedTask;
    }
}
