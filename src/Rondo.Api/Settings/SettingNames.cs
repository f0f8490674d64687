using System.Text;

namespace Rondo.Api.Settings;

/// <summary>The spellings of a setting: <c>DatabaseUrl</c>, <c>APP_DATABASE_URL</c>, <c>--database-url</c>.</summary>
internal static class SettingNames
{
    /// <summary>The normal form of all spellings: no case, underscores or hyphens; segments joined with colons.</summary>
    internal static string Normalize(string path)
    {
        var result = new StringBuilder(path.Length);
        foreach (var c in path)
        {
            if (c is not ('_' or '-'))
                result.Append(char.ToLowerInvariant(c));
        }

        return result.ToString();
    }

    /// <summary>The path that an environment variable names; null if it lacks the prefix.</summary>
    internal static string? FromVariable(string name, string? prefix)
    {
        if (prefix is not null)
        {
            if (!name.StartsWith(prefix + "_", StringComparison.OrdinalIgnoreCase))
                return null;
            name = name[(prefix.Length + 1)..];
        }

        return Normalize(name.Replace("__", ":", StringComparison.Ordinal));
    }

    internal static string Variable(string path, string? prefix) =>
        (prefix is null ? "" : prefix + "_") + string.Join("__", path.Split(':').Select(segment => Words(segment, '_').ToUpperInvariant()));

    internal static string Argument(string path) =>
        "--" + string.Join(':', path.Split(':').Select(segment => Words(segment, '-').ToLowerInvariant()));

    /// <summary>The known name that a misspelt one is likely to mean; null if none is near.</summary>
    internal static string? Nearest(string unknown, IEnumerable<string> known) => known
        .Select(name => (name, distance: Distance(Normalize(unknown), Normalize(name))))
        .Where(candidate => candidate.distance <= Math.Max(1, Normalize(candidate.name).Length / 4))
        .OrderBy(candidate => candidate.distance)
        .Select(candidate => candidate.name)
        .FirstOrDefault();

    /// <summary>
    /// Puts a separator where a word begins: before a capital after a small letter or digit, and before the last of several capitals.
    /// </summary>
    private static string Words(string name, char separator)
    {
        var result = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                result.Append(separator);
            result.Append(name[i]);
        }

        return result.ToString();
    }

    /// <summary>Levenshtein, with neighbours swapped as one step (Damerau, restricted).</summary>
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                table[i, j] =
                    Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }

        return table[a.Length, b.Length];
    }
}
