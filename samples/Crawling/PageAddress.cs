using System.Globalization;
using System.Text.RegularExpressions;

namespace Crawling;

/// <summary>Writes an address in the one form under which its page is known.</summary>
public static partial class PageAddress
{
    private const string Unreserved = "-._~";

    /// <summary>
    /// Returns an address without its user name and fragment. The host is in lower case and in ASCII, a default port is left out, and
    /// percent-encoding has its shortest form (RFC 3986, section 6.2.2). The query keeps its order, which may matter to the server.
    /// </summary>
    public static Uri Normalize(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var host = address.HostNameType == UriHostNameType.Dns ? address.IdnHost.ToLowerInvariant() : address.Host;
        var port = address.IsDefaultPort ? "" : $":{address.Port}";
        return new Uri($"{address.Scheme}://{host}{port}{NormalizeEscapes(address.PathAndQuery)}");
    }

    /// <summary>Returns whether an address is one of the web, so that it can be fetched.</summary>
    internal static bool IsWeb(Uri address) => address.IsAbsoluteUri && address.Scheme is "http" or "https" && address.Host.Length > 0;

    /// <summary>Decodes the escapes of unreserved characters, and writes the others in upper case.</summary>
    internal static string NormalizeEscapes(string text) => Escape().Replace(text, static match =>
    {
        var character = (char)int.Parse(match.ValueSpan[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var isUnreserved = char.IsAsciiLetterOrDigit(character) || Unreserved.Contains(character, StringComparison.Ordinal);
        return isUnreserved ? character.ToString() : match.Value.ToUpperInvariant();
    });

    [GeneratedRegex("%[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();
}
