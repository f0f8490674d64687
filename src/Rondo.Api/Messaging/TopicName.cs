using System.Text;

namespace Rondo.Api.Messaging;

/// <summary>Names of topics, and patterns over them: tokens that dots separate, with the wildcards of NATS.</summary>
internal static class TopicName
{
    private const int Longest = 2_000; // a line of the NATS protocol has 4,096 bytes

    /// <summary>Verifies a name to publish to.</summary>
    internal static void Verify(string name)
    {
        VerifyTokens(name, "name");
        var wildcard = name.AsSpan().IndexOfAny('*', '>');
        if (wildcard >= 0)
        {
            throw new ArgumentException(
                $"The topic's name \"{name}\" has the wildcard {name[wildcard]}. A topic has one name; "
                + "use wildcards with Topics.SubscribeAsync, or encode the text of a user with Topics.Escape.");
        }
    }

    /// <summary>Verifies a pattern to subscribe to.</summary>
    internal static void VerifyPattern(string pattern)
    {
        VerifyTokens(pattern, "pattern");
        var tokens = pattern.Split('.');
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Length > 1 && tokens[i].AsSpan().ContainsAny('*', '>'))
            {
                throw new ArgumentException(
                    $"The topic's pattern \"{pattern}\" has a wildcard inside of the token \"{tokens[i]}\". "
                    + "A wildcard is a whole token: \"room.*\" or \"room.>\".");
            }

            if (tokens[i] == ">" && i < tokens.Length - 1)
            {
                throw new ArgumentException(
                    $"The topic's pattern \"{pattern}\" has > before its end. > stands for all further tokens, so it is the last one; "
                    + "use * for one token.");
            }
        }
    }

    internal static bool IsPattern(string name) => name.AsSpan().ContainsAny('*', '>');

    /// <summary>Returns whether a pattern or name covers a name.</summary>
    internal static bool Matches(string pattern, string name)
    {
        var p = pattern.AsSpan();
        var n = name.AsSpan();
        if (n[0] == '$' && p[0] != '$')
            return false; // the framework's own
        while (true)
        {
            if (p is ">")
                return true;
            var (pEnd, nEnd) = (p.IndexOf('.'), n.IndexOf('.'));
            var token = pEnd < 0 ? p : p[..pEnd];
            if (token is not "*" && !token.SequenceEqual(nEnd < 0 ? n : n[..nEnd]))
                return false;
            if (pEnd < 0 || nEnd < 0)
                return pEnd < 0 && nEnd < 0;
            p = p[(pEnd + 1)..];
            n = n[(nEnd + 1)..];
        }
    }

    /// <summary>Encodes any text as one token: letters, digits, - and _ stay, other characters become %XX of their UTF-8 bytes.</summary>
    internal static string Escape(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var result = new StringBuilder(text.Length);
        foreach (var each in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)each) || each is (byte)'-' or (byte)'_')
                result.Append((char)each);
            else
                result.Append('%').Append(each.ToString("X2"));
        }

        return result.ToString();
    }

    private static void VerifyTokens(string text, string kind)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Form = "Tokens that dots separate are expected, as in \"room.7\".";
        if (text.Length == 0)
            throw new ArgumentException($"The topic's {kind} is empty. {Form}");
        if (text.Length > Longest)
            throw new ArgumentException($"The topic's {kind} has {text.Length} characters, and {Longest} are allowed. Shorten it.");
        if (text[0] == '$')
            throw new ArgumentException($"The topic's {kind} \"{text}\" begins with $, which is reserved. Choose another.");
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || char.IsWhiteSpace(text[i]) || IsHalf(text, i))
            {
                throw new ArgumentException(
                    $"The topic's {kind} has the character U+{(int)text[i]:X4} at position {i}, which is not allowed. "
                    + "Encode the text of a user with Topics.Escape.");
            }
        }

        if (text[0] == '.' || text[^1] == '.' || text.Contains("..", StringComparison.Ordinal))
            throw new ArgumentException($"The topic's {kind} \"{text}\" has an empty token. {Form}");
    }

    private static bool IsHalf(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])
        : char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1]));
}
