using Microsoft.AspNetCore.Authorization;
using Rondo.Api.Security;

namespace Rondo.Api;

/// <summary>
/// Lets only those call a handler who have all of these scopes. An unknown caller gets 401, a caller without the scopes 403.
/// </summary>
/// <param name="scopes">The scopes, at least one; those of the handler's groups and of the app are demanded as well.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class RequireScopesAttribute(params string[] scopes) : Attribute, IAuthorizeData, IAuthorizationRequirementData
{
    /// <summary>The scopes.</summary>
    public IReadOnlyList<string> Scopes { get; } = scopes is { Length: > 0 }
        && !scopes.Any(static scope => string.IsNullOrWhiteSpace(scope) || scope.Contains(' ', StringComparison.Ordinal))
        ? scopes
        : throw new ArgumentException(
            $"[RequireScopes({string.Join(", ", scopes ?? [])})] needs at least one scope, and none of them may be empty or "
                + $"hold blanks; for any known caller use [Authorize].", nameof(scopes));

    string? IAuthorizeData.Policy { get; set; }

    string? IAuthorizeData.Roles { get; set; }

    string? IAuthorizeData.AuthenticationSchemes { get; set; }

    IEnumerable<IAuthorizationRequirement> IAuthorizationRequirementData.GetRequirements() => [new ScopeRequirement(Scopes)];
}
