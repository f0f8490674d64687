using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;

namespace Rondo.Api;

/// <summary>Says which scopes were missing, as RFC 6750 wants it.</summary>
internal sealed class ScopeResults : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _others = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult is not { Forbidden: true, AuthorizationFailure.FailedRequirements: { } failed } || !failed.OfType<ScopeRequirement>().Any())
            return _others.HandleAsync(next, context, policy, authorizeResult);
        var needed = policy.Requirements.OfType<ScopeRequirement>().SelectMany(static requirement => requirement.Scopes).Distinct().ToList();
        var missing = needed.Where(scope => !context.User.HasScope(scope));
        throw new Forbidden($"It takes the scope{(needed.Count > 1 ? "s" : "")} {string.Join(", ", needed)}; missing: {string.Join(", ", missing)}.")
        {
            Headers = { ["WWW-Authenticate"] = $"Bearer error=\"insufficient_scope\", scope=\"{Challenges.Quoted(string.Join(' ', needed))}\"" },
        };
    }
}
