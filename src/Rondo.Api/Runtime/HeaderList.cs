using System.Text;

namespace Rondo.Api.Runtime;

/// <summary>Splits a header's list as RFC 9110 writes it: items between commas, of which one in quotes may hold a comma itself.</summary>
internal static class HeaderList
{
    private static readonly char[] s_blank = [' ', '\t'];

    internal static string[] Split(string text)
    {
        if (!text.Contains('"', StringComparison.Ordinal))
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var items = new List<string>();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '\\' && isQuoted)
                i++;
            else if (i < text.Length && text[i] == '"')
                isQuoted = !isQuoted;
            else if (i >= text.Length || (text[i] == ',' && !isQuoted))
            {
                var item = text[start..Math.Min(i, text.Length)].Trim(s_blank);
                if (item.Length > 0)
                    items.Add(Unquoted(item));
                start = i + 1;
            }
        }

        return [.. items];
    }

    /// <summary>Returns the text of an item that is in quotes as a whole; any other item as it is (<c>W/"a"</c>).</summary>
    private static string Unquoted(string item)
    {
        if (item.Length < 2 || item[0] != '"' || item[^1] != '"')
            return item;
        var text = new StringBuilder(item.Length);
        for (var i = 1; i < item.Length - 1; i++)
        {
            if (item[i] == '\\')
                i++;
            else if (item[i] == '"')
                return item; // two strings, or more, beside one another
            if (i == item.Length - 1)
                return item; // the last quote is escaped
            text.Append(item[i]);
        }

        return text.ToString();
    }
}
