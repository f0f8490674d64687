using System.Text.RegularExpressions;

namespace Kitchen.Scraping;

/// <summary>The rules of a site's robots.txt for every crawler (RFC 9309).</summary>
internal sealed class RobotsRules
{
    private readonly List<(Regex Pattern, int Length, bool Allows)> _rules = [];

    /// <summary>Reads a robots.txt; an empty one allows everything.</summary>
    internal static RobotsRules Parse(string text)
    {
        var rules = new RobotsRules();
        var (isForAll, isInAgents) = (false, false);
        foreach (var line in text.Split('\n'))
        {
            var parts = line.Split('#')[0].Split(':', 2, StringSplitOptions.TrimEntries);
            if (parts.Length < 2)
                continue;
            var name = parts[0].ToLowerInvariant();
            if (name == "user-agent")
                (isForAll, isInAgents) = ((isInAgents && isForAll) || parts[1] == "*", true);
            else
                isInAgents = false;
            if (isForAll && name is "allow" or "disallow" && parts[1].Length > 0)
                rules._rules.Add((Pattern(parts[1]), parts[1].Length, name == "allow"));
        }

        return rules;
    }

    /// <summary>Whether an address may be visited: the longest rule that fits decides, and of two as long the one that allows.</summary>
    internal bool Allows(Uri address)
    {
        var (length, allows) = (-1, true);
        foreach (var rule in _rules)
        {
            if ((rule.Length > length || (rule.Length == length && rule.Allows)) && rule.Pattern.IsMatch(address.PathAndQuery))
                (length, allows) = (rule.Length, rule.Allows);
        }

        return allows;
    }

    private static Regex Pattern(string rule)
    {
        var isWhole = rule.EndsWith('$');
        var pattern = Regex.Escape(isWhole ? rule[..^1] : rule).Replace("\\*", ".*", StringComparison.Ordinal);
        return new Regex($"^{pattern}{(isWhole ? "$" : "")}", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }
}
