using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Rondo.Api.Errors;

namespace Rondo.Api.Security;

/// <summary>
/// Answers 401 and 403 in the endpoint's place. ASP.NET puts its authorization in front of the app's middleware, and would answer
/// there: a browser could not read the answer, since CORS has not seen it.
/// </summary>
internal sealed class AuthorizationAnswers(ErrorAnswers answers) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _others = new();

    public Task HandleAsync(
        RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        // Without an endpoint the app's middleware itself may be what is guarded: static files, a branch of the pipeline.
        if (context.GetEndpoint() is not { } endpoint)
            return RefuseAsync(context);
        context.SetEndpoint(Refusal(endpoint, RefuseAsync));
        context.Request.Headers.CacheControl = "no-cache"; // a response cache must not answer in its place
        return next(context);

        Task RefuseAsync(HttpContext http) => MissingScopes(http, policy, authorizeResult) is { } error
            ? answers.AnswerAsync(http, error)
            : _others.HandleAsync(next, http, policy, authorizeResult);
    }

    /// <summary>
    /// The endpoint with another handler. Its metadata stay, for CORS and metrics; no cache is asked, and no form is read.
    /// </summary>
    private static Endpoint Refusal(Endpoint endpoint, RequestDelegate refuse)
    {
        var metadata = new EndpointMetadataCollection([.. endpoint.Metadata, new OutputCacheAttribute { NoStore = true }, new NoForm()]);
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(refuse, route.RoutePattern, route.Order, metadata, route.DisplayName)
            : new Endpoint(refuse, metadata, endpoint.DisplayName);
    }

    /// <summary>Says which scopes were missing, as RFC 6750 wants it.</summary>
    private static Forbidden? MissingScopes(HttpContext http, AuthorizationPolicy policy, PolicyAuthorizationResult result)
    {
        if (result is not { Forbidden: true, AuthorizationFailure.FailedRequirements: { } failed }
            || !failed.OfType<ScopeRequirement>().Any())
            return null;
        var needed = policy.Requirements.OfType<ScopeRequirement>().SelectMany(static requirement => requirement.Scopes)
            .Distinct().ToList();
        var missing = needed.Where(scope => !http.User.HasScope(scope));
        return new Forbidden(
            $"It takes the scope{(needed.Count > 1 ? "s" : "")} {string.Join(", ", needed)}; missing: {string.Join(", ", missing)}.")
        {
            Headers = { ["WWW-Authenticate"] =
                $"Bearer error=\"insufficient_scope\", scope=\"{Challenges.Quoted(string.Join(' ', needed))}\"" },
        };
    }

    private sealed class NoForm : IAntiforgeryMetadata
    {
        public bool RequiresValidation => false;
    }
}
