using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Rondo.Server.Http1.Headers;

/// <summary>Encodes a Location as browsers encode a URL: its host as IDNA, all else that is not ASCII as percent-encoded UTF-8.</summary>
internal static class LocationText
{
    internal static bool IsLocation(string name) => name.Equals(HeaderNames.Location, StringComparison.OrdinalIgnoreCase);

    /// <summary>Encodes characters beyond ASCII. Control characters stay: they are no part of a URL, and are refused.</summary>
    internal static StringValues Encode(StringValues locations)
    {
        var encoded = new string?[locations.Count];
        for (var i = 0; i < encoded.Length; i++)
            encoded[i] = locations[i] is { } location ? EncodePercent(EncodeHost(location)) : null;
        return encoded;
    }

    private static string EncodeHost(string location)
    {
        var start = location.IndexOf("//", StringComparison.Ordinal) + 2;
        if (start < 2 || location.AsSpan(0, start - 2).ContainsAny("/?#\\"))
            return location;
        var length = location.AsSpan(start).IndexOfAny("/?#\\");
        var end = length < 0 ? location.Length : start + length;
        var authority = location[start..end];
        if (Ascii.IsValid(authority) || !Uri.TryCreate("http://" + authority, UriKind.Absolute, out var uri))
            return location;
        var user = uri.UserInfo.Length > 0 ? uri.UserInfo + "@" : "";
        var port = uri.IsDefaultPort ? "" : $":{uri.Port}";
        return $"{location[..start]}{user}{uri.IdnHost}{port}{location[end..]}";
    }

    private static string EncodePercent(string location)
    {
        var encoded = new StringBuilder(location.Length + 16);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in location.EnumerateRunes())
        {
            if (rune.IsAscii || Rune.IsControl(rune))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
                encoded.Append('%').Append(Convert.ToHexString([b]));
        }

        return encoded.ToString();
    }
}
