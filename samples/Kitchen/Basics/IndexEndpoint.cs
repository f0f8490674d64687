namespace Kitchen.Basics;

/// <summary><c>GET /</c>: what there is to try.</summary>
public static class IndexEndpoint
{
    private static readonly Lazy<string> s_page = new(static () =>
    {
        using var stream = typeof(IndexEndpoint).Assembly.GetManifestResourceStream("index.html")!;
        return new StreamReader(stream).ReadToEnd();
    });

    /// <summary>Maps the page.</summary>
    public static void MapIndex(this IEndpointRouteBuilder app) =>
        app.MapGet("/", static () => Results.Content(s_page.Value, "text/html; charset=utf-8"));
}
