using System.Security.Claims;

namespace Rondo.Api;

/// <summary>Makes identities for the validation functions of security schemes.</summary>
public static class ApiUser
{
    /// <summary>Somebody known, with scopes.</summary>
    /// <param name="name">The name of the user: the identity's name, and its <c>sub</c> claim.</param>
    /// <param name="scopes">The scopes that the user has.</param>
    public static ClaimsIdentity Of(string name, params IEnumerable<string> scopes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(scopes);
        var identity =
            new ClaimsIdentity([new Claim("sub", name), new Claim(ClaimTypes.Name, name)], "Rondo", ClaimTypes.Name, ClaimTypes.Role);
        var all = string.Join(' ', scopes);
        if (all.Length > 0)
            identity.AddClaim(new Claim("scope", all));
        return identity;
    }

    /// <summary>Whether a user has a scope, by the claims <c>scope</c> (separated by blanks) and <c>scp</c>.</summary>
    /// <param name="user">The user.</param>
    /// <param name="scope">The scope.</param>
    public static bool HasScope(this ClaimsPrincipal user, string scope)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.Claims.Any(
            claim => claim.Type is "scope" or "scp"
            && claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains(scope, StringComparer.Ordinal));
    }
}
