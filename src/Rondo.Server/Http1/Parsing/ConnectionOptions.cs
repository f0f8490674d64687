using Microsoft.Extensions.Primitives;

namespace Rondo.Server.Http1.Parsing;

/// <summary>The options of a Connection field that mean something here (RFC 9110 7.6.1).</summary>
internal readonly record struct ConnectionOptions(bool Close, bool KeepAlive, bool Upgrade)
{
    internal static ConnectionOptions Parse(StringValues values)
    {
        var (close, keepAlive, upgrade) = (false, false, false);
        for (var i = 0; i < values.Count; i++)
        {
            foreach (var range in values[i].AsSpan().Split(','))
            {
                var option = values[i].AsSpan()[range].Trim(" \t");
                close |= option.Equals("close", StringComparison.OrdinalIgnoreCase);
                keepAlive |= option.Equals("keep-alive", StringComparison.OrdinalIgnoreCase);
                upgrade |= option.Equals("upgrade", StringComparison.OrdinalIgnoreCase);
            }
        }

        return new ConnectionOptions(close, keepAlive, upgrade);
    }
}
