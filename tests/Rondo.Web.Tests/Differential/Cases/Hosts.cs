namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Host: needed once, and valid (RFC 9112 3.2).</summary>
internal static class Hosts
{
    internal static IEnumerable<Exchange> All =>
    [
        .. new[]
        {
            "a", "A", "a.b.c", "a-b", "a_b", "a.", "localhost:5000", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:80", "[FE80::1%25eth0]", "xn--mnchen-3ya.de", "a:", "a:0", "a:65535", "a:65536", "a:99999", "a:123456", "a:-1", "a:x", "a:80x", "a::80", ":80", ":", "[]", "[::1", "::1", "[::1]x", "[a]", "[::1]:", "1.2.3.4.5",
            "a~b", "a!b", "a$b", "a&b", "a'b", "(a)", "a*b", "a+b", "a;b", "a=b", "a%20b", "a%zz",
            "a/x", "a/x?", "a?x", "a#x", "a@b", "user:pw@a", "a\\b", "a b", "a\tb", "a,b", "<a>", "{a}", "a|b", "a^b", "a\"b", "a`b", "http://a", "ü", "\u00c3\u00bc", "a\0", "a\u0001b", "a\u007f",
        }.Select(static host => new Exchange($"Host {RequestLines.Shown(host)}", $"GET /echo HTTP/1.1\r\nHost: {host}\r\n\r\n")),
        new("No Host", "GET /echo HTTP/1.1\r\n\r\n"),
        new("No Host but other fields", "GET /echo HTTP/1.1\r\nX-A: b\r\n\r\n"),
        new("No Host under HTTP 1.0", "GET /echo HTTP/1.0\r\n\r\n"),
        new("Host under HTTP 1.0", "GET /echo HTTP/1.0\r\nHost: a\r\n\r\n"),
        new("A bad Host under HTTP 1.0", "GET /echo HTTP/1.0\r\nHost: a/b\r\n\r\n"),
        new("Two Hosts under HTTP 1.0", "GET /echo HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"),
        new("An empty Host under HTTP 1.0", "GET /echo HTTP/1.0\r\nHost:\r\n\r\n"),
        new("An empty Host", "GET /echo HTTP/1.1\r\nHost:\r\n\r\n"),
        new("A Host of spaces", "GET /echo HTTP/1.1\r\nHost:   \r\n\r\n"),
        new("Spaces around Host", "GET /echo HTTP/1.1\r\nHost:   a  \r\n\r\n"),
        new("Two Hosts", "GET /echo HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        new("The same Host twice", "GET /echo HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        new("Host and an empty Host", "GET /echo HTTP/1.1\r\nHost: a\r\nHost:\r\n\r\n"),
        new("Host in lower case", "GET /echo HTTP/1.1\r\nhost: a\r\n\r\n"),
        new("Host last", "GET /echo HTTP/1.1\r\nX-A: b\r\nX-C: d\r\nHost: a\r\n\r\n"),
        new("Host of 255 characters", $"GET /echo HTTP/1.1\r\nHost: {new string('h', 255)}\r\n\r\n"),
        new("Host of 2,000 characters", $"GET /echo HTTP/1.1\r\nHost: {new string('h', 2000)}\r\n\r\n"),
    ];
}
