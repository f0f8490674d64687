using Microsoft.AspNetCore.Builder;

namespace Rondo.Api;

/// <summary>Sets the demands of endpoints on their callers.</summary>
public static class SecurityRouteExtensions
{
    /// <summary>Lets only those call who have all of these scopes. An unknown caller gets 401, a caller without the scopes 403.</summary>
    /// <typeparam name="TBuilder">The endpoint's, group's or app's.</typeparam>
    /// <param name="builder">The endpoint, group or app.</param>
    /// <param name="scopes">The scopes, at least one; they add to those of groups around.</param>
    public static TBuilder RequireScopes<TBuilder>(this TBuilder builder, params string[] scopes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequireScopesAttribute(scopes));
}
