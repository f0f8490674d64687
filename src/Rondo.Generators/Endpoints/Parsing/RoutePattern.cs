using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Rondo.Generators.Endpoints.Parsing;

/// <summary>Route patterns, read as routing reads them: what it would refuse when the app starts is an error of the build.</summary>
internal static class RoutePattern
{
    /// <summary>Names, in order; null with an error where routing would throw.</summary>
    internal static List<(string Name, bool Optional)>? Parameters(string pattern, out string? error)
    {
        var found = new List<(string, bool)>();
        var text = pattern.StartsWith("~/", StringComparison.Ordinal) ? pattern.Substring(2)
            : pattern.StartsWith("/", StringComparison.Ordinal) ? pattern.Substring(1) : pattern;
        error = pattern.StartsWith("~", StringComparison.Ordinal) && !pattern.StartsWith("~/", StringComparison.Ordinal)
            ? "'~' at 0 has to be followed by '/'"
            : text.StartsWith("/", StringComparison.Ordinal) ? $"'//' at {pattern.Length - text.Length - 1}: a segment is empty" : null;
        var start = pattern.Length - text.Length;
        for (var i = 0; error is null && i < text.Length;)
        {
            error = Segment(text, start, ref i, found);
            if (error is null && i < text.Length && ++i < text.Length && text[i] == '/')
                error = $"'//' at {start + i - 1}: a segment is empty";
        }

        return error is null ? found : null;
    }

    private static string? Segment(string text, int offset, ref int i, List<(string Name, bool Optional)> found)
    {
        var parts = 0;
        var afterParameter = false;
        string? optional = null;
        var beforeOptional = "";
        var literal = new StringBuilder();
        var catchAll = false;
        while (i < text.Length && text[i] != '/')
        {
            var c = text[i];
            var twice = i + 1 < text.Length && text[i + 1] == c;
            if (c == '{' && !twice)
            {
                if (afterParameter && literal.Length == 0)
                    return $"two parameters at {offset + i} stand side by side: put a literal between them";
                if (optional is not null)
                    return $"the optional parameter '{optional}' is not the last of its segment";
                var open = i;
                var end = i + 1;
                while (end < text.Length && (text[end] != '}' || (end + 1 < text.Length && text[end + 1] == '}')))
                    end += text[end] == '}' || (text[end] == '{' && end + 1 < text.Length && text[end + 1] == '{') ? 2 : 1;
                if (end >= text.Length)
                    return $"'{{' at {offset + open} is not closed";
                if (Parameter(text.Substring(i + 1, end - i - 1), offset + open, found, out catchAll) is { } wrong)
                    return wrong;
                var (name, isOptional) = found[found.Count - 1];
                if (isOptional && text[end - 1] == '?')
                    (optional, beforeOptional) = (name, literal.ToString());
                afterParameter = true;
                parts++;
                literal.Clear();
                i = end + 1;
                continue;
            }

            if (optional is not null)
                return $"the optional parameter '{optional}' is not the last of its segment";
            if (c == '}' && !twice)
                return $"'}}' at {offset + i} closes nothing";
            if (c == '?')
                return $"'?' at {offset + i} is no part of a path";
            parts += literal.Length == 0 ? 1 : 0;
            literal.Append(c);
            i += c is '{' or '}' ? 2 : 1;
        }

        if (catchAll && (parts > 1 || i < text.Length))
            return parts > 1 ? "a segment with a parameter of the rest, '*', can hold nothing else"
                : "a parameter of the rest, '*', has to be the last";
        return optional is not null && parts > 1 && beforeOptional != "."
            ? $"the optional parameter '{optional}' can follow only a period in its segment" : null;
    }

    private static string? Parameter(string text, int at, List<(string Name, bool Optional)> found, out bool catchAll)
    {
        var stars = text.Length - text.TrimStart('*').Length;
        catchAll = stars > 0;
        var inner = text.Substring(Math.Min(stars, 2));
        var name = new string([.. inner.TakeWhile(static c => c is not (':' or '='))]);
        var optional = inner.EndsWith("?", StringComparison.Ordinal);
        if (name.Length == inner.Length)
            name = name.EndsWith("?", StringComparison.Ordinal) ? name.Substring(0, name.Length - 1) : name;
        if (name.Length == 0)
            return $"the parameter at {at} has no name";
        if (name.IndexOfAny(['/', '{', '}', '?', '*']) is var bad and >= 0)
            return $"the name '{name}' of the parameter at {at} has a '{name[bad]}'";
        if (catchAll && optional)
            return $"the parameter '{name}' of the rest, '*', cannot be optional: it may be empty anyway";
        var value = inner.IndexOf('=') is var equals and >= 0 && !Inside(inner, equals);
        if (optional && value)
            return $"the parameter '{name}' cannot be optional and have a default";
        if (found.Any(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase)))
            return $"the parameter '{name}' stands in it twice";
        found.Add((name, optional || value));
        return null;
    }

    /// <summary>Whether the place is inside the parentheses of a constraint.</summary>
    private static bool Inside(string text, int place) =>
        text.IndexOf('(') is var open and >= 0 && open < place && text.LastIndexOf(')') > place;

    /// <summary>The pattern with the names of its parameters taken out: what it matches.</summary>
    internal static string Shape(string pattern)
    {
        var shape = new StringBuilder();
        var inside = false;
        var afterName = false;
        var text = pattern.Trim('/');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var twice = i + 1 < text.Length && text[i + 1] == c;
            if (c is '{' or '}' && twice && !(inside && c == '}' && i + 2 == text.Length))
            {
                if (!inside || afterName)
                    shape.Append(c).Append(c);
                i++;
            }
            else if (c == '{' && !inside)
            {
                (inside, afterName) = (true, false);
                shape.Append(c);
            }
            else if (c == '}' && inside)
            {
                inside = false;
                shape.Append(c);
            }
            else if (!inside)
            {
                shape.Append(char.ToLowerInvariant(c));
            }
            else
            {
                afterName |= c is ':' or '=' or '?';
                if (afterName || c == '*')
                    shape.Append(c);
            }
        }

        return shape.ToString();
    }
}
