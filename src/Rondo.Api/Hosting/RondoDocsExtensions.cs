using Microsoft.AspNetCore.Routing;
using Rondo.Api;
using Rondo.Api.OpenApi;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adding the docs to an ASP.NET Core app of one's own.</summary>
public static class RondoDocsExtensions
{
    /// <summary>Serves the OpenAPI document and the pages that show it; <see cref="RondoApp"/> has done it.</summary>
    /// <param name="routes">The app, or a group whose authorization the docs should have.</param>
    /// <remarks>Needs <c>builder.Services.AddRondoApi()</c>; <see cref="DocsOptions"/> says what stands where.</remarks>
    public static IEndpointRouteBuilder MapRondoDocs(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        DocsPages.Map(routes);
        return routes;
    }
}
