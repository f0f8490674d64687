using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Rondo.Api.Security;

/// <summary>The demands of an endpoint on its callers, from the metadata that ASP.NET's authorization reads.</summary>
internal sealed class SecurityRequirements(SecuritySchemes schemes, IOptions<AuthorizationOptions> options)
{
    /// <summary>Null where anyone may call.</summary>
    internal Needed? Of(IList<object> metadata)
    {
        if (metadata.Any(static item => item is IAllowAnonymous))
            return null;
        var policies = metadata.OfType<AuthorizationPolicy>().ToList();
        var demands = metadata.OfType<IAuthorizeData>().ToList();
        var requirements = metadata.OfType<IAuthorizationRequirementData>().SelectMany(static data => data.GetRequirements()).ToList();
        if (policies.Count == 0 && demands.Count == 0 && requirements.Count == 0)
        {
            if (options.Value.FallbackPolicy is not { } fallback)
                return null;
            policies.Add(fallback);
        }

        policies.AddRange(
            demands.Where(static demand => !string.IsNullOrEmpty(demand.Policy))
            .Select(demand => options.Value.GetPolicy(demand.Policy!)).OfType<AuthorizationPolicy>());
        requirements.AddRange(policies.SelectMany(static policy => policy.Requirements));
        var named = demands.SelectMany(
            static demand =>
            demand.AuthenticationSchemes?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Concat(policies.SelectMany(static policy => policy.AuthenticationSchemes)).ToHashSet(StringComparer.Ordinal);
        var scopes = requirements.OfType<ScopeRequirement>().SelectMany(static requirement => requirement.Scopes).Distinct().ToList();
        return new Needed(
            [.. schemes.All.Select(static scheme => scheme.Name).Where(name => named.Count == 0 || named.Contains(name))],
            scopes,
            scopes.Count > 0 || demands.Exists(static demand => !string.IsNullOrEmpty(demand.Roles) || !string.IsNullOrEmpty(demand.Policy))
                || requirements.Exists(
                    static requirement =>
                    requirement is not Microsoft.AspNetCore.Authorization.Infrastructure.DenyAnonymousAuthorizationRequirement));
    }
}

/// <param name="Schemes">Any of these will do.</param>
/// <param name="Scopes">All of these.</param>
/// <param name="CanForbid">Whether somebody who is known may still be refused.</param>
internal sealed record Needed(IReadOnlyList<string> Schemes, IReadOnlyList<string> Scopes, bool CanForbid);
