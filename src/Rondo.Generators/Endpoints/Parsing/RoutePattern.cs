using System.Collections.Generic;
using System.Linq;

namespace Rondo.Generators.Endpoints;

/// <summary>The parameters of a route's pattern.</summary>
internal static class RoutePattern
{
    /// <summary>Names, in order; null with an error where the braces do not match.</summary>
    internal static List<(string Name, bool Optional)>? Parameters(string pattern, out string? error)
    {
        var found = new List<(string, bool)>();
        error = null;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '}')
            {
                if (i + 1 < pattern.Length && pattern[i + 1] == '}')
                {
                    i++;
                    continue;
                }

                error = $"'}}' at {i} closes nothing";
                return null;
            }

            if (pattern[i] != '{')
                continue;
            if (i + 1 < pattern.Length && pattern[i + 1] == '{')
            {
                i++;
                continue;
            }

            var end = i + 1;
            while (end < pattern.Length && (pattern[end] != '}' || (end + 1 < pattern.Length && pattern[end + 1] == '}')))
                end += pattern[end] == '}' ? 2 : 1;
            if (end >= pattern.Length)
            {
                error = $"'{{' at {i} is not closed";
                return null;
            }

            var text = pattern.Substring(i + 1, end - i - 1).TrimStart('*');
            var name = new string(text.TakeWhile(static c => c is not (':' or '=' or '?')).ToArray()).Trim();
            if (name.Length == 0)
            {
                error = $"the parameter at {i} has no name";
                return null;
            }

            if (found.Any(each => string.Equals(each.Item1, name, StringComparison.OrdinalIgnoreCase)))
            {
                error = $"the parameter '{name}' stands in it twice";
                return null;
            }

            found.Add((name, text.EndsWith("?", StringComparison.Ordinal) || text.Contains('=')));
            i = end;
        }

        return found;
    }

    /// <summary>The pattern with the names of its parameters taken out: what it matches.</summary>
    internal static string Shape(string pattern)
    {
        var shape = new System.Text.StringBuilder();
        var depth = 0;
        var afterName = false;
        foreach (var c in pattern.Trim('/'))
        {
            if (c == '{')
            {
                depth++;
                afterName = false;
                shape.Append(c);
            }
            else if (c == '}')
            {
                depth--;
                shape.Append(c);
            }
            else if (depth == 0)
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
