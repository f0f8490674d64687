using Microsoft.AspNetCore.Builder;
using Rondo.Api.Dependencies;
using Rondo.Api.Errors;

namespace Rondo.Api.Runtime;

/// <summary>ASP.NET's own endpoints in a group with guards: <c>MapGet</c>, hubs, health checks, controllers.</summary>
internal static class GuardedEndpoint
{
    /// <summary>
    /// Puts the guards before the endpoint. A handler of the framework has them already, since it shares its dependencies with
    /// them.
    /// </summary>
    internal static void Wrap(EndpointBuilder endpoint)
    {
        if (endpoint.RequestDelegate is not { } handler
            || endpoint.Metadata.Any(static item => item is EndpointDescription or EndpointGroupDependencies))
            return;
        endpoint.RequestDelegate = new EndpointState(endpoint, description: null).Guarded(handler, reports: false);
        ErrorAnswers.Wrap(endpoint);
    }
}
