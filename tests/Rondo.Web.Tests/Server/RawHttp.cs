using System.Globalization;
using System.Text;

namespace Rondo.Web.Tests.Server;

/// <summary>Reads answers byte by byte, for tests that write their requests that way.</summary>
internal static class RawHttp
{
    /// <summary>One answer with a Content-Length or chunks, as text: the head and the decoded body.</summary>
    internal static async Task<string> ReadResponseAsync(Stream stream)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            text.Append(await ReadAsync(stream));
        var head = text.ToString();
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            while (true)
            {
                var size = new StringBuilder();
                while (!size.ToString().EndsWith("\r\n", StringComparison.Ordinal))
                    size.Append(await ReadAsync(stream));
                var bytes = int.Parse(size.ToString().TrimEnd(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                for (var i = 0; i < bytes; i++)
                    text.Append(await ReadAsync(stream));
                await stream.ReadExactlyAsync(new byte[2]);
                if (bytes == 0)
                    return text.ToString();
            }
        }

        var line = head.Split("\r\n").FirstOrDefault(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var length = line is null ? 0 : int.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture);
        for (var i = 0; i < length; i++)
            text.Append(await ReadAsync(stream));
        return text.ToString();
    }

    private static async Task<char> ReadAsync(Stream stream)
    {
        var one = new byte[1];
        await stream.ReadExactlyAsync(one);
        return (char)one[0];
    }
}
