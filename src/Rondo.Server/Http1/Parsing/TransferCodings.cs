using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Rondo.Server.Http1.Headers;

namespace Rondo.Server.Http1.Parsing;

/// <summary>The transfer codings of a message.</summary>
internal static class TransferCodings
{
    /// <summary>True if "chunked" is the last of them and stands there once (RFC 9112 6.1, 6.3).</summary>
    internal static bool EndInChunked(StringValues values) => Read(values) is { IsLast: true, Chunked: 1 };

    /// <summary>Checks those of a request: "chunked" alone can be decoded.</summary>
    /// <exception cref="BadHttpRequestException">The content has no end, or a coding that is unknown (RFC 9112 6.1).</exception>
    internal static void CheckRequest(StringValues values)
    {
        var read = Read(values);
        var hasEnd = read is { IsLast: true, Chunked: 1 };
        if (read.Unknown is { } unknown && (hasEnd || read.Chunked == 0))
            throw BadRequest.UnknownTransferCoding(unknown);
        if (!hasEnd)
            throw BadRequest.TransferCoding();
    }

    /// <returns>How often "chunked" is there, whether it is the last, and the first other coding.</returns>
    private static (int Chunked, bool IsLast, string? Unknown) Read(StringValues values)
    {
        var (chunked, isLast, unknown) = (0, false, default(string));
        for (var i = 0; i < values.Count; i++)
        {
            foreach (var range in values[i].AsSpan().Split(','))
            {
                var coding = values[i].AsSpan()[range].Trim(" \t");
                isLast = coding.Equals("chunked", StringComparison.OrdinalIgnoreCase);
                chunked += isLast ? 1 : 0;
                var name = isLast ? [] : NameOf(coding);
                if (unknown is null && !name.IsEmpty && !name.Equals("chunked", StringComparison.OrdinalIgnoreCase))
                    unknown = name.ToString();
            }
        }

        return (chunked, isLast, unknown);
    }

    /// <summary>The coding without its parameters; empty where it is no token.</summary>
    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> coding)
    {
        var end = coding.IndexOf(';');
        var name = (end < 0 ? coding : coding[..end]).TrimEnd(" \t");
        return name.ContainsAnyExcept(Syntax.TokenText) ? [] : name;
    }
}
