using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Rondo.Api.OpenApi;

/// <summary>Names operations that have no name of their own: by method and path alone, so that no other endpoint can rename them.</summary>
/// <remarks>
/// <c>getItemsById</c>. Two paths never get one name: after a parameter a literal begins with a dash (<c>getItemsById-parts</c>), a dash
/// stays one (<c>getOld-menu</c>), and what has no unambiguous name ends in a hash of the path. Generators of clients leave the dashes out.
/// </remarks>
internal static class OperationIds
{
    internal static string Of(string method, PathTemplate path)
    {
        var name = new StringBuilder(method.ToLowerInvariant());
        var isPlain = true;
        var isAfterParameter = false;
        foreach (var segment in path.Segments)
        {
            foreach (var part in segment)
            {
                isPlain &= segment.Count == 1 && part switch
                {
                    RoutePatternParameterPart parameter => Parameter(name, parameter.Name),
                    RoutePatternLiteralPart literal => Literal(name, literal.Content.ToLowerInvariant(), isAfterParameter),
                    _ => false,
                };
                isAfterParameter = part is RoutePatternParameterPart;
            }
        }

        return isPlain ? name.ToString()
            : $"{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path.Shape)).AsSpan(0, 4))}";
    }

    /// <summary>The name of an operation whose path leaves out parameters that the named one has.</summary>
    internal static string Without(string name, IEnumerable<RoutePatternParameterPart> parameters)
    {
        var id = new StringBuilder(name).Append("Without");
        foreach (var parameter in parameters)
            Word(id, parameter.Name, isCapital: true);
        return id.ToString();
    }

    private static bool Parameter(StringBuilder name, string text)
    {
        name.Append("By");
        Word(name, text, isCapital: true);
        return char.IsAsciiLetter(text[0]) && text.All(char.IsAsciiLetterOrDigit) && !text.Contains("By", StringComparison.Ordinal);
    }

    private static bool Literal(StringBuilder name, string text, bool isAfterParameter)
    {
        if (isAfterParameter)
            name.Append('-');
        Word(name, text, isCapital: !isAfterParameter);
        var words = text.Split('-', '_');
        return text != "by" && char.IsAsciiLetter(text[0])
            && words.All(static word => word.Length > 0 && word.All(char.IsAsciiLetterOrDigit));
    }

    private static void Word(StringBuilder name, string text, bool isCapital)
    {
        foreach (var c in text)
        {
            name.Append(c == '_' ? "--" : !char.IsAsciiLetterOrDigit(c) ? "-" : (isCapital ? char.ToUpperInvariant(c) : c).ToString());
            isCapital = false;
        }
    }
}
