using System.Buffers;
using System.Globalization;

namespace Rondo.Data.Urls;

/// <summary>A URL of a database, taken apart. Messages never show the user or the password.</summary>
internal sealed class DatabaseUrl
{
    internal const string Forms = "A database's URL looks like sqlite:///file.db, sqlite::memory: or postgres://user:password@host/name.";

    private static readonly SearchValues<char> s_schemeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private readonly Dictionary<string, string> _options = new(StringComparer.OrdinalIgnoreCase);

    private DatabaseUrl(string scheme, string rest) => (Scheme, Rest) = (scheme, rest);

    /// <summary>Gets the scheme, in lower case.</summary>
    internal string Scheme { get; }

    /// <summary>Gets the text between the scheme's colon and the options.</summary>
    internal string Rest { get; }

    /// <summary>Returns an option and takes it out of those that are left.</summary>
    internal string? Take(string name) => _options.Remove(name, out var value) ? value : null;

    /// <summary>Returns an option that is a number of seconds.</summary>
    internal TimeSpan? TakeSeconds(string name)
    {
        if (Take(name) is not { } text)
            return null;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= int.MaxValue / 1000
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"The option {name}={text} of the database's URL is no number of seconds: {name}=5, {name}=0.5.");
    }

    /// <summary>Returns an option that is an integer.</summary>
    internal int? TakeInteger(string name, int least, int most)
    {
        if (Take(name) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new FormatException($"The option {name}={text} of the database's URL must be an integer from {least} to {most}.");
    }

    /// <summary>Returns an option that is one of some words.</summary>
    internal string? TakeWord(string name, params string[] words)
    {
        if (Take(name) is not { } text)
            return null;
        return Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"The option {name}={text} of the database's URL must be one of {string.Join(", ", words)}.");
    }

    /// <summary>Ends the reading of options.</summary>
    /// <exception cref="FormatException">An option is left that nobody took.</exception>
    internal void CheckOptions(params string[] known)
    {
        if (_options.Keys.FirstOrDefault() is { } unknown)
            throw new FormatException($"The option '{unknown}' of the database's URL is unknown. {Scheme} has {string.Join(", ", known)}.");
    }

    /// <summary>Decodes %xx in a part of the URL.</summary>
    internal static string Decode(string text, string part)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                throw new FormatException(
                    $"The {part} of the database's URL has a % without two hexadecimal digits. Write %25 for a percent sign.");
        }

        var decoded = Uri.UnescapeDataString(text);
        return decoded.Contains('\0', StringComparison.Ordinal)
            ? throw new FormatException($"The {part} of the database's URL has a NUL character.")
            : decoded;
    }

    /// <exception cref="FormatException">The text is no URL of a database; the message says why.</exception>
    internal static DatabaseUrl Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || text.AsSpan(0, colon).ContainsAnyExcept(s_schemeCharacters))
            throw new FormatException($"The database's URL has no scheme. {Forms}");
        var rest = text[(colon + 1)..];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var url = new DatabaseUrl(text[..colon].ToLowerInvariant(), question < 0 ? rest : rest[..question]);
        if (question < 0)
            return url;
        foreach (var option in rest[(question + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new FormatException($"The option '{option}' of the database's URL has no value: write name=value.");
            var name = Decode(option[..equals], "option");
            if (!url._options.TryAdd(name, Decode(option[(equals + 1)..], $"option {name}")))
                throw new FormatException($"The option '{name}' stands twice in the database's URL.");
        }

        return url;
    }
}
