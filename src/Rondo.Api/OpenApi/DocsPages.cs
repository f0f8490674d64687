using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Rondo.Api.Dependencies;

namespace Rondo.Api.OpenApi;

/// <summary>
/// The document and the pages that show it. Everything they load is in this assembly or in those of Swagger UI and ReDoc: they
/// work without a network.
/// </summary>
internal static class DocsPages
{
    // Swagger UI and ReDoc set styles from their scripts; ReDoc searches in a worker. Connecting elsewhere is what trying other
    // servers takes.
    private const string Policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
        + "data:; font-src 'self' data:; worker-src 'self' blob:; connect-src *; frame-ancestors 'self'";

    // By types, so that compiling ahead of time keeps the assemblies.
    private static readonly Assembly s_swaggerFiles = typeof(Swashbuckle.AspNetCore.SwaggerUI.SwaggerUIOptions).Assembly;
    private static readonly Assembly s_redocFiles = typeof(Swashbuckle.AspNetCore.ReDoc.ReDocOptions).Assembly;
    private static readonly Assembly s_ownFiles = typeof(DocsPages).Assembly;

    private static readonly Dictionary<string, Asset> s_swagger = new(StringComparer.Ordinal)
    {
        ["swagger-ui.css"] =
        new(s_swaggerFiles, "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.swagger-ui.css", "text/css; charset=utf-8"),
        ["swagger-ui-bundle.js"] = new(
            s_swaggerFiles, "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.swagger-ui-bundle.js",
            "text/javascript; charset=utf-8"),
        ["favicon.png"] =
        new(s_swaggerFiles, "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.favicon-32x32.png", "image/png"),
        ["oauth2-redirect.html"] = new(
            s_swaggerFiles, "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.oauth2-redirect.html",
            "text/html; charset=utf-8"),
        ["oauth2-redirect.js"] = new(
            s_swaggerFiles, "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.oauth2-redirect.js",
            "text/javascript; charset=utf-8"),
        ["docs.js"] = new(s_ownFiles, "Rondo.Api.Docs.docs.js", "text/javascript; charset=utf-8"),
        ["sockets.js"] = new(s_ownFiles, "Rondo.Api.Docs.sockets.js", "text/javascript; charset=utf-8"),
        ["docs.css"] = new(s_ownFiles, "Rondo.Api.Docs.docs.css", "text/css; charset=utf-8"),
    };

    private static readonly Dictionary<string, Asset> s_redoc = new(StringComparer.Ordinal)
    {
        ["redoc.standalone.js"] = new(
            s_redocFiles, "Swashbuckle.AspNetCore.ReDoc.node_modules.redoc.bundles.redoc.standalone.js",
            "text/javascript; charset=utf-8", unlinked: "https://cdn.redoc.ly/redoc/logo-mini.svg"),
        ["favicon.png"] = s_swagger["favicon.png"],
        ["redoc.js"] = new(s_ownFiles, "Rondo.Api.Docs.redoc.js", "text/javascript; charset=utf-8"),
        ["redoc.css"] = new(s_ownFiles, "Rondo.Api.Docs.redoc.css", "text/css; charset=utf-8"),
    };

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var options = services.GetRequiredService<IOptions<DocsOptions>>().Value;
        services.GetRequiredService<ApiCore>().HasDocs = true;
        if (options.DocumentPath is not { } document)
            return;
        var title = options.Title ?? services.GetRequiredService<IHostEnvironment>().ApplicationName;
        if (options.AllowAnonymous)
        {
            var open = routes.MapGroup("");
            open.AllowAnonymous();
            routes = open;
        }

        Add(routes, document, DocumentAsync);
        if (options.SwaggerPath is { } swagger)
        {
            var link = Relative(swagger, document);
            AddPage(routes, swagger, s_swagger, http => Swagger(title, Up(http) + LastOf(swagger), Up(http) + link, document));
        }

        if (options.RedocPath is { } redoc)
        {
            var link = Relative(redoc, document);
            AddPage(routes, redoc, s_redoc, http => Redoc(title, Up(http) + LastOf(redoc), Up(http) + link));
        }
    }

    private static void AddPage(IEndpointRouteBuilder routes, string path, Dictionary<string, Asset> assets, Func<HttpContext, string> page)
    {
        Add(routes, path, http =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers.CacheControl = "no-cache";
            http.Response.ContentType = "text/html; charset=utf-8";
            return http.Response.WriteAsync(page(http));
        });
        Add(routes, path + "/{asset}", http =>
        {
            if (!assets.TryGetValue((string)http.Request.RouteValues["asset"]!, out var asset))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            return asset.SendAsync(http);
        });
    }

    private static void Add(IEndpointRouteBuilder routes, string path, RequestDelegate handler) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], handler).ExcludeFromDescription()
        .WithMetadata(DocsMarker.Instance).WithDisplayName($"Docs: {path}");

    private static async Task DocumentAsync(HttpContext http)
    {
        var (bytes, tag) = await http.RequestServices.GetRequiredService<DocumentText>().GetAsync(http.Request.PathBase.Value ?? "");
        await SendAsync(http, bytes, "application/json; charset=utf-8", tag, "no-cache");
    }

    /// <summary>The bytes, or 304 where the client has them.</summary>
    private static Task SendAsync(HttpContext http, byte[] bytes, string type, string tag, string caching)
    {
        var headers = http.Response.Headers;
        headers.ETag = tag;
        headers.CacheControl = caching;
        headers.XContentTypeOptions = "nosniff";
        if (EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var known)
            && known.Any(
                each => each.Equals(EntityTagHeaderValue.Any) || each.Compare(new EntityTagHeaderValue(tag), useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(bytes).AsTask();
    }

    private static string LastOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The link from one path to another.</summary>
    private static string Relative(string from, string to)
    {
        var folder = from[..(from.LastIndexOf('/') + 1)];
        var up = "";
        while (!to.StartsWith(folder, StringComparison.Ordinal))
        {
            folder = folder[..(folder.LastIndexOf('/', folder.Length - 2) + 1)];
            up += "../";
        }

        return up + to[folder.Length..];
    }

    /// <summary>A page is found with a slash at its end as well.</summary>
    private static string Up(HttpContext http) => http.Request.Path.Value!.EndsWith('/') ? "../" : "";

    // Links are relative to the page, so that prefixes which proxies add or take away do not matter.
    private static string Page(string title, string folder, string[] styles, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{HtmlEncoder.Default.Encode(title)}</title>
        <link rel="icon" type="image/png" href="{folder}/favicon.png">
        {string.Join('\n', styles.Select(style => $"<link rel=\"stylesheet\" href=\"{folder}/{style}.css\">"))}
        </head>
        <body>
        {body}
        </body>
        </html>
        """;

    private static string Swagger(string title, string folder, string document, string path) =>
        Page(title, folder, ["swagger-ui", "docs"], $"""
            <div id="docs"
              data-document="{HtmlEncoder.Default.Encode(document)}" data-path="{HtmlEncoder.Default.Encode(path)}"
              data-folder="{folder}"></div>
            <section id="sockets" hidden></section>
            <script src="{folder}/swagger-ui-bundle.js"></script>
            <script src="{folder}/docs.js"></script>
            <script src="{folder}/sockets.js"></script>
            """);

    private static string Redoc(string title, string folder, string document) => Page(title, folder, ["redoc"], $"""
        <div id="docs" data-document="{HtmlEncoder.Default.Encode(document)}"></div>
        <script src="{folder}/redoc.standalone.js"></script>
        <script src="{folder}/redoc.js"></script>
        """);

    /// <summary>
    /// A file inside an assembly; Swashbuckle's are stored compressed. An image that it would fetch from its maker's server is taken out.
    /// </summary>
    private sealed class Asset(Assembly holder, string resource, string type, string? unlinked = null)
    {
        private (byte[] Bytes, string Tag, bool Compressed)? _loaded;

        internal Task SendAsync(HttpContext http)
        {
            var (bytes, tag, compressed) = _loaded ??= Load();
            if (compressed)
            {
                http.Response.Headers.Vary = "Accept-Encoding";
                if (AcceptsGzip(http.Request))
                    http.Response.Headers.ContentEncoding = "gzip";
                else
                    (bytes, tag) = (Decompress(bytes), tag.Insert(tag.Length - 1, "-plain"));
            }

            return DocsPages.SendAsync(http, bytes, type, tag, "public, max-age=3600");
        }

        private static bool AcceptsGzip(HttpRequest request) =>
            StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)
            && accepted.Any(static each => each.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && each.Quality is null or > 0);

        private static byte[] Decompress(byte[] bytes)
        {
            using var plain = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress))
                gzip.CopyTo(plain);
            return plain.ToArray();
        }

        private static byte[] Compress(byte[] bytes)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
                gzip.Write(bytes);
            return packed.ToArray();
        }

        private (byte[] Bytes, string Tag, bool Compressed) Load()
        {
            using var stream = holder.GetManifestResourceStream(resource)
                ?? throw new InvalidOperationException($"{holder.GetName().Name} has no resource {resource}; please report this.");
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            var bytes = memory.ToArray();
            if (unlinked is not null)
                bytes = Compress(
                    Encoding.UTF8.GetBytes(
                        Encoding.UTF8.GetString(Decompress(bytes)).Replace(unlinked, "data:,", StringComparison.Ordinal)));
            return (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"", bytes is [0x1f, 0x8b, ..]);
        }
    }
}
