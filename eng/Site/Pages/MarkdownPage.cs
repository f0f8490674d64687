using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Rondo.Site.Rendering;

namespace Rondo.Site.Pages;

/// <summary>
/// A page made of a Markdown file: links lead to pages of the site, and to the repository for files that the site does not have.
/// </summary>
internal static class MarkdownPage
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseAutoLinks().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    internal static Page Read(string root, string source, string group = "")
    {
        var path = SitePaths.Of(source)!;
        var document = Markdown.Parse(File.ReadAllText(Path.Combine(root, source)), s_pipeline);
        foreach (var link in document.Descendants<LinkInline>())
            link.Url = Rewrite(link.Url ?? "", source, path);
        var title = document.Descendants<HeadingBlock>().FirstOrDefault() is { } heading ? Text(heading)
            : Path.GetFileNameWithoutExtension(source);
        var page = new Page(path, title, "", group, source);
        return page with { Html = Render(document, page.ToRoot) };
    }

    private static string Rewrite(string url, string source, string path)
    {
        if (url.Contains("://", StringComparison.Ordinal) || url.StartsWith('#') || url.StartsWith("mailto:", StringComparison.Ordinal))
            return url;
        var (file, anchor) = url.IndexOf('#', StringComparison.Ordinal) is var at and >= 0 ? (url[..at], url[at..]) : (url, "");
        var target = Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(source)!, file)))
            .Replace('\\', '/');
        if (Directory.Exists(Path.Combine(RepositoryInfo.Root, target)) && SitePaths.Of($"{target}/README.md") is { } folder
            && File.Exists(Path.Combine(RepositoryInfo.Root, target, "README.md")))
            return Relative(path, folder) + anchor;
        return SitePaths.Of(target) is { } page ? Relative(path, page) + anchor : $"{RepositoryInfo.Url}/blob/main/{target}{anchor}";
    }

    private static string Relative(string from, string to) =>
        Path.GetRelativePath("/" + Path.GetDirectoryName(from), "/" + to).Replace('\\', '/');

    private static string Text(HeadingBlock heading) => string.Concat(heading.Inline!.Descendants().Select(static inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    }));

    private static string Render(MarkdownDocument document, string toRoot)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        s_pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new HighlightedCodeRenderer());
        renderer.ObjectRenderers.Replace<CodeInlineRenderer>(new LinkedCodeRenderer(toRoot));
        renderer.Render(document);
        // A wide table scrolls by itself, not with the page.
        return writer.ToString().Replace("<table>", "<div class=\"table\"><table>", StringComparison.Ordinal)
            .Replace("</table>", "</table></div>", StringComparison.Ordinal);
    }
}
