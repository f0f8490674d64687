using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Rondo.Api.Frontends;

/// <summary>Answers the requests that no endpoint matches, and that mean a file or a page of the frontend.</summary>
/// <remarks>Not a route for any path: it would turn 405 and 404 of the API into pages.</remarks>
internal sealed class FrontendMiddleware(RequestDelegate next, string prefix, FrontendFiles files)
{
    internal Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not null || !(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))
            || !http.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out var rest))
            return next(http);
        var path = rest.HasValue ? rest.Value! : "/";
        var file = files.Find(path) ?? (IsNavigation(http.Request, path) ? files.Index : null);
        return file is null ? next(http) : SendAsync(http, file);
    }

    private static Task SendAsync(HttpContext http, FrontendFile file)
    {
        var headers = http.Response.Headers;
        if (file.Compressed.Count > 0)
        {
            headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
            file = file.For(http.Request.GetTypedHeaders().AcceptEncoding);
        }

        headers.CacheControl = file.CacheControl;
        if (file.Encoding is not null)
            headers.ContentEncoding = file.Encoding;
        return TypedResults
            .PhysicalFile(file.Path, file.ContentType, fileDownloadName: null, file.Modified, file.Tag, enableRangeProcessing: true)
            .ExecuteAsync(http);
    }

    /// <summary>A browser asks for a page so, and a script for data does not.</summary>
    private static bool IsNavigation(HttpRequest request, string path) =>
        !path.AsSpan(path.LastIndexOf('/') + 1).Contains('.')
        && request.GetTypedHeaders().Accept.Any(static type =>
            type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);
}
