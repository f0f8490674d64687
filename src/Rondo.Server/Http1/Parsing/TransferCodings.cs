using Microsoft.Extensions.Primitives;

namespace Rondo.Server.Http1.Parsing;

/// <summary>The transfer codings of a message.</summary>
internal static class TransferCodings
{
    /// <summary>True if "chunked" is the last of them and stands there once (RFC 9112 6.1, 6.3).</summary>
    internal static bool EndInChunked(StringValues values)
    {
        var last = false;
        var seen = 0;
        for (var i = 0; i < values.Count; i++)
        {
            foreach (var range in values[i].AsSpan().Split(','))
            {
                last = values[i].AsSpan()[range].Trim(" \t").Equals("chunked", StringComparison.OrdinalIgnoreCase);
                seen += last ? 1 : 0;
            }
        }

        return last && seen == 1;
    }
}
