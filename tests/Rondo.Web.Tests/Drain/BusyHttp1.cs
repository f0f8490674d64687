using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Rondo.Web.Tests.Drain;

/// <summary>HTTP/1.1 with keep-alive.</summary>
internal sealed class BusyHttp1(NetworkStream stream) : BusyClient(stream)
{
    private const string Length = "\r\nContent-Length: ";

    internal static byte[] Request(string path) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

    private protected override int Answer(out bool last)
    {
        last = false;
        var end = Read.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return 0;
        var head = Encoding.ASCII.GetString(Read[..end]) + "\r\n";
        Assert.StartsWith("HTTP/1.1 200 ", head);
        int whole;
        if (head.IndexOf(Length, StringComparison.Ordinal) is >= 0 and var length)
        {
            var at = length + Length.Length;
            whole = end + 4 + int.Parse(head.AsSpan(at, head.IndexOf("\r\n", at, StringComparison.Ordinal) - at), CultureInfo.InvariantCulture);
        }
        else
        {
            var body = Read[(end + 4)..].IndexOf("0\r\n\r\n"u8); // the end of chunks of short texts
            whole = body < 0 ? int.MaxValue : end + 4 + body + 5;
        }

        if (Read.Length < whole)
            return 0;
        last = head.Contains("\r\nConnection: close\r\n", StringComparison.OrdinalIgnoreCase);
        return whole;
    }
}
