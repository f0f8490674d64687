namespace Rondo.Site.Pages;

/// <summary>A page of the site.</summary>
/// <param name="Path">The path in the site, with slashes: <c>guide/io.html</c>.</param>
/// <param name="Title">The title, as text.</param>
/// <param name="Html">The content.</param>
/// <param name="Group">The heading in the navigation below which the page stands, or an empty text.</param>
/// <param name="Source">The path of the source in the repository, or null.</param>
internal sealed record Page(string Path, string Title, string Html, string Group = "", string? Source = null)
{
    /// <summary>The prefix that leads from the page to the root of the site.</summary>
    internal string ToRoot { get; } = string.Concat(Enumerable.Repeat("../", Path.Count(static c => c == '/')));
}
