using Microsoft.AspNetCore.Authorization;

namespace Rondo.Api.Security;

/// <summary>All of these scopes. It checks itself, so that it works with any authentication of the app's.</summary>
internal sealed class ScopeRequirement(IReadOnlyList<string> scopes) : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    internal IReadOnlyList<string> Scopes { get; } = scopes;

    public override string ToString() => $"scopes {string.Join(' ', Scopes)}";

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (requirement.Scopes.All(context.User.HasScope))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
