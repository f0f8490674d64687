using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rondo.Api.Secrets;

/// <summary>Masks the secrets that stand inside of texts, whatever the texts are called.</summary>
internal static partial class SecretTexts
{
    /// <summary>Texts without any of these hold no secret that is known by its form.</summary>
    private static readonly SearchValues<char> s_marks = SearchValues.Create("@=:. -");

    internal const string Mask = "***";

    /// <summary>The text in place of a secret, where the real reason might tell something of it.</summary>
    internal const string NotValid = "The value is not valid.";

    /// <summary>Masks the text and cuts it.</summary>
    /// <param name="text">As it was given.</param>
    /// <param name="longest">How many characters are shown.</param>
    internal static string Show(string text, int longest)
    {
        // Masked before it is cut, so that no half of a secret is left; what lies far behind the cut does not matter.
        var masked = Masked(text.Length > 10 * longest ? text[..(10 * longest)] : text);
        return Shortened.To(masked, longest);
    }

    /// <summary>A message about a value that must not be shown: a sentence of its own where the message quotes the value.</summary>
    internal static string WithoutValue(string message, object? value)
    {
        var text = value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture);
        if (string.IsNullOrEmpty(text))
            return message;
        for (var at = 0; (at = message.IndexOf(text, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            // Not inside of a word: of a short value that would say nothing.
            var end = at + text.Length;
            if ((at == 0 || !char.IsLetterOrDigit(message[at - 1])) && (end == message.Length || !char.IsLetterOrDigit(message[end])))
                return NotValid;
        }

        return message;
    }

    /// <summary>
    /// The text without passwords of URLs and connection strings, private keys, JWTs, and what stands behind Bearer and Basic.
    /// </summary>
    internal static string Masked(string text)
    {
        if (text.AsSpan().IndexOfAny(s_marks) < 0)
            return text;
        text = PrivateKey().Replace(text, Mask);
        text = UserInfo()
            .Replace(text, static match => match.Groups["user"].Success ? $"{match.Groups["user"].Value}:{Mask}@" : Mask + "@");
        text = Scheme().Replace(text, static match => match.Groups["scheme"].Value + " " + Mask);
        text = Jwt().Replace(text, Mask);
        return WithoutPairs(text);
    }

    /// <summary>Pairs may stand in the value of another: an address in a connection string, and a token in its query.</summary>
    private static string WithoutPairs(string text)
    {
        StringBuilder? masked = null;
        var done = 0;
        for (var match = Pair().Match(text); match.Success;)
        {
            var value = match.Groups["value"];
            var isSecret = SecretNames.IsSecret(match.Groups["name"].Value);
            if (isSecret)
            {
                (masked ??= new StringBuilder()).Append(text, done, value.Index - done).Append(Mask);
                done = value.Index + value.Length;
            }

            match = Pair().Match(text, isSecret ? done : value.Index);
        }

        return masked is null ? text : masked.Append(text, done, text.Length - done).ToString();
    }

    [GeneratedRegex("-----BEGIN .*", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    /// <summary>user:password@ and token@ behind a scheme. The password may hold an @ itself, as people forget to escape it.</summary>
    [GeneratedRegex(@"(?<=://)(?:(?<user>[^:@/?#\s,;]+):)?[^\s,;]*@")]
    private static partial Regex UserInfo();

    [GeneratedRegex(
        @"\b(?:(?<scheme>bearer)\s+\S+|(?<scheme>basic|digest|negotiate)\s+[A-Za-z0-9+/=]{8,})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)*")]
    private static partial Regex Jwt();

    /// <summary>A name and its value: <c>Password=x;</c>, <c>&amp;token=x</c>, <c>"secret": "x"</c>.</summary>
    [GeneratedRegex("""\b(?<name>[A-Za-z][\w .-]{0,60}?)["']?\s*[=:]\s*(?<value>"[^"]*"?|'[^']*'?|[^;&,"'\r\n}]+)""")]
    private static partial Regex Pair();
}
