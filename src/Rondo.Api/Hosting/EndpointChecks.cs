using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Dependencies;
using Rondo.Api.Runtime;
using Rondo.Api.Security;

namespace Rondo.Api.Hosting;

/// <summary>
/// Looks at the built endpoints before the server listens: a guard that cannot run keeps the app from starting, and authorization
/// that is lifted is reported.
/// </summary>
internal sealed class EndpointChecks(ApiCore core) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app); // after which routing knows every endpoint
        foreach (var endpoint in app.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            CheckGroupDependencies(endpoint);
            endpoint.Metadata.GetMetadata<FormAntiforgery>()?.CheckServices(endpoint);
            ReportLifted(endpoint);
        }
    };

    private static void CheckGroupDependencies(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<GroupDependency>() is not { } guard)
            return;
        // A Razor page, or a fallback to one, is replaced by another endpoint when a request comes, and that one has no guards.
        if (endpoint.Metadata.Any(static item => item is IDynamicEndpointMetadata { IsDynamic: true } or PageActionDescriptor))
        {
            throw new InvalidOperationException(
                $"The guard {guard.Description.Name} cannot run before {endpoint.DisplayName}, which routing replaces by "
                    + $"another endpoint for each request: " +
                "map it outside of the group, and protect it with RequireAuthorization or middleware.");
        }

        if (endpoint.RequestDelegate is not null && endpoint.Metadata.GetMetadata<EndpointGroupDependencies>() is null)
        {
            throw new InvalidOperationException(
                $"The guard {guard.Description.Name} cannot run before {endpoint.DisplayName}, whose source applies no "
                    + $"conventions of groups at its end: " +
                "map it outside of the group, and protect it with RequireAuthorization or middleware.");
        }
    }

    /// <summary>AllowAnonymous wins wherever it stands. From farther away than what it lifts it is rarely meant.</summary>
    private void ReportLifted(Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        for (var i = 0; i < metadata.Count; i++)
        {
            if (metadata[i] is not IAllowAnonymous)
                continue;
            var lifted = metadata.Skip(i + 1)
                .Where(static item => item is IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy)
                .Select(Describe).Distinct().ToList();
            if (lifted.Count > 0)
                HostingLog.AuthorizationLifted(core.Logger, endpoint.DisplayName, string.Join(", ", lifted));
            return;
        }
    }

    private static string Describe(object demand) => demand switch
    {
        RequireScopesAttribute scopes => $"RequireScopes({string.Join(", ", scopes.Scopes)})",
        IAuthorizeData { Policy: { Length: > 0 } policy } => $"Authorize(Policy = {policy})",
        IAuthorizeData { Roles: { Length: > 0 } roles } => $"Authorize(Roles = {roles})",
        IAuthorizeData => "Authorize",
        AuthorizationPolicy policy => $"a policy of {string.Join(", ", policy.Requirements)}",
        _ => demand.GetType().Name,
    };
}
