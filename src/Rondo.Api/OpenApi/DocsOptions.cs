namespace Rondo.Api;

/// <summary>The app's documentation: the OpenAPI document, and the pages that show it.</summary>
/// <remarks>Set it up with <see cref="RondoAppBuilder.Docs"/>. A path that is null removes what stands there.</remarks>
public sealed class DocsOptions
{
    /// <summary>The title of the API.</summary>
    /// <value>Default: null, the app's name.</value>
    public string? Title { get; set; }

    /// <summary>The API's version.</summary>
    /// <value>Default: <c>1.0.0</c>.</value>
    public string Version { get; set; } = "1.0.0";

    /// <summary>The description of the API, in Markdown.</summary>
    /// <value>Default: null, none.</value>
    public string? Description { get; set; }

    /// <summary>Where the OpenAPI document stands. Without it there are no pages either.</summary>
    /// <value>Default: <c>/openapi.json</c>.</value>
    public string? DocumentPath { get; set; } = "/openapi.json";

    /// <summary>Where Swagger UI stands, with a console for WebSockets.</summary>
    /// <value>Default: <c>/docs</c>.</value>
    public string? SwaggerPath { get; set; } = "/docs";

    /// <summary>Where ReDoc stands.</summary>
    /// <value>Default: <c>/redoc</c>.</value>
    public string? RedocPath { get; set; } = "/redoc";

    /// <summary>
    /// Whether anyone may read the docs, even where <c>app.RequireAuthorization()</c>, <c>app.Depends(…)</c> or a fallback policy
    /// keeps callers from the handlers.
    /// </summary>
    /// <value>Default: false, which holds the docs to what is said of the whole app.</value>
    public bool AllowAnonymous { get; set; }

    /// <summary>Where the API is served, address and description.</summary>
    /// <value>Default: none, which is where the document came from.</value>
    public IDictionary<string, string?> Servers { get; } = new Dictionary<string, string?>();

    /// <summary>Descriptions of tags, in the order in which these are shown; tags that are not here follow.</summary>
    /// <value>Default: none.</value>
    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>();

    /// <summary>Whom to ask: a name.</summary>
    /// <value>Default: null.</value>
    public string? ContactName { get; set; }

    /// <summary>Whom to ask: an e-mail address.</summary>
    /// <value>Default: null.</value>
    public string? ContactEmail { get; set; }

    /// <summary>Whom to ask: a page.</summary>
    /// <value>Default: null.</value>
    public Uri? ContactUrl { get; set; }

    /// <summary>The licence's name.</summary>
    /// <value>Default: null, none is shown.</value>
    public string? LicenseName { get; set; }

    /// <summary>The licence's text.</summary>
    /// <value>Default: null.</value>
    public Uri? LicenseUrl { get; set; }

    internal static void Validate(DocsOptions options)
    {
        foreach (var (name, path) in new[] { (nameof(DocumentPath), options.DocumentPath), (nameof(SwaggerPath), options.SwaggerPath),
            (nameof(RedocPath), options.RedocPath) })
        {
            if (path is not null && (path.Length < 2 || path[0] != '/' || path[^1] == '/' || path.Contains('{', StringComparison.Ordinal)))
                throw new ArgumentException(
                    $"DocsOptions.{name} is '{path}': it has to be a path that begins with a slash and does not end with "
                        + $"one, as in '/docs', or null for none.");
        }
    }
}
