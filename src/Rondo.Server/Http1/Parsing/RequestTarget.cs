using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Http1.Parsing;

/// <summary>From the target in the request line to path and query.</summary>
internal static class RequestTarget
{
    private static readonly SearchValues<char> s_authority = SearchValues.Create("-.0123456789:@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads the target into <paramref name="head"/>, all but <see cref="RequestHead.RawTarget"/>, which is set.</summary>
    /// <exception cref="BadHttpRequestException">It is none of the four forms, or not one that goes with the method.</exception>
    internal static void Read(RequestHead head)
    {
        var target = head.RawTarget;
        head.AbsoluteTarget = null;
        if (target[0] == '/')
        {
            head.Form = TargetForm.Origin;
            var query = target.IndexOf('?', StringComparison.Ordinal);
            head.Query = query < 0 ? "" : target[query..];
            head.Path = DecodePath(query < 0 ? target : target[..query]);
        }
        else if (target == "*")
        {
            if (!HttpMethods.IsOptions(head.Method))
                throw BadRequest.OptionsRequired();
            (head.Form, head.Path, head.Query) = (TargetForm.Asterisk, "", "");
        }
        else if (target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || target.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            if (!Uri.TryCreate(target, UriKind.Absolute, out var uri))
                throw BadRequest.Target();
            var query = target.IndexOf('?', StringComparison.Ordinal);
            // Not LocalPath: it decodes %2F, so that dots behind it become segments, and %00.
            (head.Form, head.AbsoluteTarget, head.Path) = (TargetForm.Absolute, uri, DecodePath(uri.AbsolutePath));
            head.Query = query < 0 ? "" : target[query..];
        }
        else
        {
            if (!HttpMethods.IsConnect(head.Method))
                throw target.AsSpan().ContainsAnyExcept(s_authority) ? BadRequest.Target() : BadRequest.ConnectRequired();
            if (target.AsSpan().ContainsAny("/?#@"))
                throw BadRequest.Target();
            (head.Form, head.Path, head.Query) = (TargetForm.Authority, "", "");
        }
    }

    /// <summary>Undoes percent encoding, except of the slash, and resolves dot segments (RFC 3986 5.2.4).</summary>
    private static string DecodePath(string path)
    {
        if (path.Contains('%', StringComparison.Ordinal))
        {
            try
            {
                // ASP.NET's own decoding: one UTF-8 sequence after the other, %2F and what is invalid stays as it is.
                path = PathString.FromUriComponent(path).Value!;
            }
            catch (InvalidOperationException)
            {
                throw BadRequest.Target();
            }

            if (path.Contains('\0', StringComparison.Ordinal))
                throw BadRequest.Target();
        }

        return path.Contains("/.", StringComparison.Ordinal) ? RemoveDotSegments(path) : path;
    }

    private static string RemoveDotSegments(string path)
    {
        var kept = new StringBuilder(path.Length);
        var rest = path.AsSpan();
        while (!rest.IsEmpty)
        {
            // Every segment here begins with its slash.
            var end = rest[1..].IndexOf('/') is var next && next < 0 ? rest.Length : next + 1;
            var segment = rest[..end];
            var isLast = end == rest.Length;
            if (segment is "/.." or "/.")
            {
                if (segment.Length == 3)
                    kept.Length = Math.Max(0, LastSlash(kept));
                if (isLast)
                    kept.Append('/');
            }
            else
            {
                kept.Append(segment);
            }

            rest = rest[end..];
        }

        return kept.ToString();
    }

    private static int LastSlash(StringBuilder text)
    {
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == '/')
                return i;
        }

        return 0;
    }
}
