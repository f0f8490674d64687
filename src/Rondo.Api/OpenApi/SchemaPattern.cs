using System.Text.RegularExpressions;

namespace Rondo.Api.OpenApi;

/// <summary>A pattern of .NET's as JSON Schema has it, which is ECMAScript's.</summary>
internal static class SchemaPattern
{
    /// <summary>
    /// Inline options, atomic and balancing groups, conditions, comments, .NET's anchors, Unicode blocks and subtracted classes:
    /// an ECMAScript engine fails on them, or means something else.
    /// </summary>
    private static readonly Regex s_foreign = new(
        @"\\(?:A|Z|z|G|a|e|p\{Is)|\(\?(?:[imnsx-]+[:)]|>|\(|#|'|<[^>=!]*-)|-\[",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <returns>Null where there is no such pattern: a schema that allows too much is right, one that allows too little is not.</returns>
    internal static string? Of(string pattern)
    {
        if (s_foreign.IsMatch(pattern))
            return null;
        // The attribute wants the whole text to match; a schema's pattern is satisfied by a part.
        return pattern.StartsWith('^') && pattern.EndsWith('$') && !pattern.Contains('|') ? pattern : $"^(?:{pattern})$";
    }
}
