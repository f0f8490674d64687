namespace Rondo.Site.Pages;

/// <summary>The place in the site of a file of the repository.</summary>
internal static class SitePaths
{
    /// <summary>Returns the path of the page for a Markdown file, or null if the site does not have it.</summary>
    internal static string? Of(string source) => source switch
    {
        "README.md" => "index.html",
        "SECURITY.md" => "project/security-policy.html",
        _ when !source.EndsWith(".md", StringComparison.Ordinal) => null,
        _ when !source.Contains('/', StringComparison.Ordinal) =>
            $"project/{Path.GetFileNameWithoutExtension(source).ToLowerInvariant()}.html",
        _ when source.StartsWith("docs/", StringComparison.Ordinal) => Html(source["docs/".Length..]),
        _ => null,
    };

    private static string Html(string path) =>
        path.EndsWith("README.md", StringComparison.Ordinal) ? path[..^"README.md".Length] + "index.html" : path[..^"md".Length] + "html";
}
