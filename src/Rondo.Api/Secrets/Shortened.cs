using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Rondo.Api.Secrets;

/// <summary>Cuts texts that others have chosen before they are shown. No cut leaves half of a character.</summary>
internal static class Shortened
{
    private const string Sign = "…";

    /// <summary>Returns the text, or its beginning and a sign that more was there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">The number of characters that are shown, without the sign.</param>
    [return: NotNullIfNotNull(nameof(text))]
    internal static string? To(string? text, int longest = 200)
    {
        if (text is null || text.Length <= longest)
            return text;
        var end = char.IsHighSurrogate(text[longest - 1]) && char.IsLowSurrogate(text[longest]) ? longest - 1 : longest;
        return string.Concat(text.AsSpan(0, end), Sign);
    }

    /// <summary>Returns the text, or its beginning and a sign, by its length in UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">The number of bytes that are shown, the sign included.</param>
    [return: NotNullIfNotNull(nameof(text))]
    internal static string? ToBytes(string? text, int longest)
    {
        if (text is null)
            return null;
        // Half of a surrogate pair has no UTF-8: it becomes U+FFFD.
        text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        if (Encoding.UTF8.GetByteCount(text) <= longest)
            return text;
        var bytes = Encoding.UTF8.GetByteCount(Sign);
        var chars = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > longest)
                break;
            chars += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, chars), Sign);
    }
}
