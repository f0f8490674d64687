using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Rondo.Jobs.Pages;

/// <summary>A value that is sent as JSON, or as a page to a client that prefers HTML.</summary>
/// <param name="Value">The value.</param>
/// <param name="Page">Makes the page.</param>
/// <param name="Location">The address of the page that a browser is sent to; null: the answer is the page.</param>
internal sealed record JobAnswer<T>(T Value, Func<string> Page, string? Location = null) : IResult, IEndpointMetadataProvider
{
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), ["text/html"]));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.Headers.Vary = "Accept";
        response.Headers.CacheControl = "no-store";
        if (!PrefersPage(request))
            return TypedResults.Json(Value, TypeInfo(httpContext)).ExecuteAsync(httpContext);
        if (Location is null)
            return TypedResults.Text(Page(), "text/html; charset=utf-8").ExecuteAsync(httpContext);
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.Location = Location;
        return Task.CompletedTask;
    }

    private static JsonTypeInfo<T> TypeInfo(HttpContext http) =>
        (JsonTypeInfo<T>)http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions.GetTypeInfo(typeof(T));

    /// <summary>Whether the client names HTML, as browsers do.</summary>
    private static bool PrefersPage(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        double Quality(string type) =>
            accepted.Where(each => each.MediaType == type).Select(static each => each.Quality ?? 1).DefaultIfEmpty(0).Max();
        return Quality("text/html") is > 0 and var page && page >= Quality("application/json");
    }
}
