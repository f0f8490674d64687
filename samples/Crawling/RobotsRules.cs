using System.Globalization;
using System.Text.RegularExpressions;

namespace Crawling;

/// <summary>The rules of a robots.txt for one crawler (RFC 9309).</summary>
public sealed partial class RobotsRules
{
    private readonly List<(string Pattern, bool Allows)> _rules = [];

    private RobotsRules()
    {
    }

    /// <summary>Gets the shortest time between two requests that the file asks for.</summary>
    public TimeSpan? CrawlDelay { get; private set; }

    /// <summary>Gets the sitemaps that the file names.</summary>
    public IReadOnlyList<string> Sitemaps { get; private set; } = [];

    /// <summary>Gets the reason why there are no rules; nothing of the host may be visited then.</summary>
    internal string? Problem { get; private init; }

    /// <summary>Reads a robots.txt; an empty one allows everything.</summary>
    /// <param name="text">The file.</param>
    /// <param name="agent">The name of the crawler. Groups for <c>*</c> count only if none has this name.</param>
    public static RobotsRules Parse(string text, string agent)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (own, all, sitemaps) = ((RobotsRules?)null, new RobotsRules(), new List<string>());
        var (isOwn, isAll, isInAgents) = (false, false, false);
        foreach (var line in text.TrimStart('\uFEFF').Split('\n', '\r'))
        {
            var parts = line.Split('#')[0].Split(':', 2, StringSplitOptions.TrimEntries);
            if (parts.Length < 2)
                continue;
            var (name, value) = (parts[0].ToLowerInvariant(), parts[1]);
            if (name == "user-agent")
            {
                if (!isInAgents)
                    (isOwn, isAll, isInAgents) = (false, false, true);
                isOwn |= IsSameAgent(value, agent);
                isAll |= value == "*";
                if (isOwn)
                    own ??= new RobotsRules();
            }
            else if (name is "allow" or "disallow" or "crawl-delay")
            {
                isInAgents = false;
                if (isOwn)
                    own!.Add(name, value);
                if (isAll)
                    all.Add(name, value);
            }
            else if (name == "sitemap")
            {
                sitemaps.Add(value);
            }
        }

        var rules = own ?? all;
        rules.Sitemaps = sitemaps;
        return rules;
    }

    /// <summary>Returns the rules of a host whose robots.txt cannot be read: nothing may be visited.</summary>
    internal static RobotsRules Unreachable(string problem) => new() { Problem = problem };

    /// <summary>Returns whether an address may be visited. The longest rule that fits decides, and of two as long the one that
    /// allows.</summary>
    public bool Allows(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var path = PageAddress.NormalizeEscapes(address.PathAndQuery);
        var (length, allows) = (-1, true);
        foreach (var (pattern, isAllowed) in _rules)
        {
            if ((pattern.Length > length || (pattern.Length == length && isAllowed)) && Matches(pattern, path))
                (length, allows) = (pattern.Length, isAllowed);
        }

        return allows;
    }

    private void Add(string name, string value)
    {
        if (name != "crawl-delay")
        {
            if (value.Length > 0)
                _rules.Add((Escape(value), name == "allow"));
        }
        else if (double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds < int.MaxValue)
        {
            CrawlDelay = TimeSpan.FromSeconds(seconds);
        }
    }

    private static string Escape(string rule) =>
        PageAddress.NormalizeEscapes(NonAscii().Replace(rule, static match => Uri.EscapeDataString(match.Value)));

    /// <summary>Compares product tokens, which precede the version.</summary>
    private static bool IsSameAgent(string line, string agent) =>
        Product().Match(line) is { Length: > 0 } product
        && product.Value.Equals(Product().Match(agent).Value, StringComparison.OrdinalIgnoreCase);

    /// <summary>Matches a path against a pattern, in which * stands for any text and $ for the end.</summary>
    private static bool Matches(string pattern, string path)
    {
        var isWhole = pattern.EndsWith('$');
        var parts = (isWhole ? pattern[..^1] : pattern).Split('*');
        if (!path.StartsWith(parts[0], StringComparison.Ordinal))
            return false;
        var position = parts[0].Length;
        for (var i = 1; i < parts.Length; i++)
        {
            if (isWhole && i == parts.Length - 1)
                return path.Length - position >= parts[i].Length && path.EndsWith(parts[i], StringComparison.Ordinal);
            var found = path.IndexOf(parts[i], position, StringComparison.Ordinal);
            if (found < 0)
                return false;
            position = found + parts[i].Length;
        }

        return !isWhole || position == path.Length;
    }

    [GeneratedRegex("^[A-Za-z_-]+")]
    private static partial Regex Product();

    [GeneratedRegex(@"[^\x00-\x7F]+")]
    private static partial Regex NonAscii();
}
