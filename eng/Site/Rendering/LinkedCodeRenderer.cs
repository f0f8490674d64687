using System.Net;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax.Inlines;
using Rondo.Site.Reference;

namespace Rondo.Site.Rendering;

/// <summary>Writes code in a text. The name of a public type leads to its page.</summary>
internal sealed class LinkedCodeRenderer(string toRoot) : HtmlObjectRenderer<CodeInline>
{
    protected override void Write(HtmlRenderer renderer, CodeInline code)
    {
        var html = $"<code>{WebUtility.HtmlEncode(code.Content)}</code>";
        var page = code.FindParentOfType<LinkInline>().Any() ? null : TypeLinks.Find(code.Content);
        renderer.Write(page is null ? html : $"<a href=\"{toRoot}{page}\">{html}</a>");
    }
}
