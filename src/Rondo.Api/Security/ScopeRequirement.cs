using Microsoft.AspNetCore.Authorization;

namespace Rondo.Api;

/// <summary>All of these scopes.</summary>
internal sealed class ScopeRequirement(IReadOnlyList<string> scopes) : IAuthorizationRequirement
{
    internal IReadOnlyList<string> Scopes { get; } = scopes;

    public override string ToString() => $"scopes {string.Join(' ', Scopes)}";
}
