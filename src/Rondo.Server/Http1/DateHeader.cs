using System.Globalization;
using System.Text;

namespace Rondo.Server.Http1;

/// <summary>The Date field, written anew once a second. Of the thread that asks, so that nobody waits for it.</summary>
internal static class DateHeader
{
    [ThreadStatic]
    private static byte[]? t_line;

    [ThreadStatic]
    private static long t_until;

    /// <summary>The whole line, its end included.</summary>
    internal static ReadOnlySpan<byte> Line
    {
        get
        {
            var line = t_line;
            return line is null || Environment.TickCount64 >= t_until ? Renew() : line;
        }
    }

    private static byte[] Renew()
    {
        var now = TimeProvider.System.GetUtcNow();
        t_until = Environment.TickCount64 + 1000 - now.Millisecond;
        return t_line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Date: {now:R}\r\n"));
    }
}
