using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Rondo.Api.OpenApi;

/// <summary>A path of the document: the segments of a route, without constraints, defaults and marks of what is optional.</summary>
internal sealed class PathTemplate
{
    private PathTemplate(List<List<RoutePatternPart>> segments, bool isShortened)
    {
        (Segments, IsShortened) = (segments, isShortened);
        Parameters = [.. segments.SelectMany(static segment => segment).OfType<RoutePatternParameterPart>()];
        Text = Write(static parameter => parameter.Name);
        Shape = Write(static _ => "").ToLowerInvariant();
    }

    internal IReadOnlyList<IReadOnlyList<RoutePatternPart>> Segments { get; }

    internal IReadOnlyList<RoutePatternParameterPart> Parameters { get; }

    /// <summary>Whether an optional part of the route is left out.</summary>
    internal bool IsShortened { get; }

    /// <summary>The path as OpenAPI writes it.</summary>
    internal string Text { get; }

    /// <summary>The path without the names of its parameters. OpenAPI allows one path of a shape, whatever its parameters are
    /// called.</summary>
    internal string Shape { get; }

    /// <summary>The whole path first, and then a shorter one for each part at the end that a request may leave out.</summary>
    /// <param name="pattern">The route.</param>
    /// <param name="isOptional">Whether the handler is content without the parameter.</param>
    internal static IEnumerable<PathTemplate> Of(RoutePattern pattern, Func<RoutePatternParameterPart, bool> isOptional)
    {
        var segments = pattern.PathSegments.Select(static segment => segment.Parts.ToList()).ToList();
        yield return new PathTemplate(segments, isShortened: false);
        while (segments.Count > 0 && segments[^1] is var last && last[^1] is RoutePatternParameterPart parameter && isOptional(parameter))
        {
            // In "{name}.{extension?}" the separator goes with the parameter.
            var rest = last.Count > 1 ? [last.GetRange(0, last.Count - 2)] : new List<List<RoutePatternPart>>();
            segments = [.. segments.SkipLast(1), .. rest];
            yield return new PathTemplate(segments, isShortened: true);
            if (rest.Count > 0)
                yield break;
        }
    }

    private string Write(Func<RoutePatternParameterPart, string> name)
    {
        var text = new StringBuilder();
        foreach (var segment in Segments)
        {
            text.Append('/');
            foreach (var part in segment)
            {
                _ = part switch
                {
                    RoutePatternParameterPart parameter => text.Append('{').Append(name(parameter)).Append('}'),
                    RoutePatternLiteralPart literal => Escape(text, literal.Content),
                    RoutePatternSeparatorPart separator => Escape(text, separator.Content),
                    _ => text,
                };
            }
        }

        return text.Length == 0 ? "/" : text.ToString();
    }

    /// <summary>Braces would be parameters; what a path cannot hold would end it.</summary>
    private static StringBuilder Escape(StringBuilder text, string literal)
    {
        foreach (var c in literal)
            _ = char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && !"-._~!$&'()*+,;=:@".Contains(c, StringComparison.Ordinal)
                ? text.Append('%').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture)) : text.Append(c);
        return text;
    }
}
