using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Rondo.Site.Rendering;

/// <summary>Writes blocks of code with their colours.</summary>
internal sealed class HighlightedCodeRenderer : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        var language = (block as FencedCodeBlock)?.Info ?? "";
        renderer.EnsureLine();
        renderer.Write($"<pre class=\"code\" tabindex=\"0\"><code>{Highlighter.ToHtml(block.Lines.ToString(), language)}</code></pre>");
    }
}
