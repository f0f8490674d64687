using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Rondo.Server.Http1.Parsing;

/// <summary>From the target in the request line to path and query.</summary>
internal static class RequestTarget
{
    private static readonly SearchValues<char> s_authority =
        SearchValues.Create("-.0123456789:@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads the target into <paramref name="head"/>, all but <see cref="RequestHead.RawTarget"/>, which is set.</summary>
    /// <exception cref="BadHttpRequestException">It is none of the four forms, or not one that goes with the method.</exception>
    internal static void Read(RequestHead head)
    {
        var target = head.RawTarget;
        head.AbsoluteTarget = null;
        if (target[0] == '/')
        {
            head.Form = TargetForm.Origin;
            ReadPath(head, target);
        }
        else if (target == "*")
        {
            if (!HttpMethods.IsOptions(head.Method))
                throw BadRequest.OptionsRequired();
            (head.Form, head.Path, head.Query) = (TargetForm.Asterisk, "", "");
        }
        else if (target.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || target.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            var start = target.IndexOf("//", StringComparison.Ordinal) + 2;
            var end = target.AsSpan(start).IndexOfAny('/', '\\', '?') is var next && next < 0 ? target.Length : start + next;
            // To Uri a backslash ends the host as a slash does.
            if (target.AsSpan(end).StartsWith('\\') || !Uri.TryCreate(target, UriKind.Absolute, out var uri))
                throw BadRequest.Target();
            // The path is the target's own, as in the origin form: Uri's has slashes for backslashes, and its LocalPath also for %2F.
            ReadPath(head, target[end..]);
            (head.Form, head.AbsoluteTarget) = (TargetForm.Absolute, uri);
        }
        else
        {
            if (!HttpMethods.IsConnect(head.Method))
                throw target.AsSpan().ContainsAnyExcept(s_authority) ? BadRequest.Target() : BadRequest.ConnectRequired();
            if (target.AsSpan().ContainsAny("/?@"))
                throw BadRequest.Target();
            (head.Form, head.Path, head.Query) = (TargetForm.Authority, "", "");
        }
    }

    private static void ReadPath(RequestHead head, string text)
    {
        var query = text.IndexOf('?', StringComparison.Ordinal);
        head.Query = query < 0 ? "" : text[query..];
        var path = query < 0 ? text : text[..query];
        head.Path = path.Length == 0 ? "/" : DecodePath(path);
    }

    /// <summary>Undoes percent encoding, except of the slash, and resolves dot segments (RFC 3986 5.2.4).</summary>
    private static string DecodePath(string path)
    {
        if (path.Contains('%', StringComparison.Ordinal))
        {
            try
            {
                // ASP.NET's own decoding: one UTF-8 sequence after the other, %2F and what is invalid stays as it is. A NUL throws.
                path = PathString.FromUriComponent(path).Value!;
            }
            catch (InvalidOperationException)
            {
                throw BadRequest.EncodedNul();
            }
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
