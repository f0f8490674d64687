namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Targets: forms, percent encoding, dot segments, queries.</summary>
internal static class Targets
{
    private static readonly string[] s_origin =
    [
        "/", "/echo", "/echo/", "//", "//echo", "/a//b", "/a/b/c", "/%41", "/%61%62", "/a%2Fb", "/a%2fb", "/%2F", "/a%5Cb", "/a\\b", "/%00", "/a%00b", "/a%0Ab", "/a%0D%0Ab", "/a%20b", "/a+b", "/%25",
        "/%2541", "/%25%34%31", "/%", "/%4", "/%zz", "/%4z", "/a%", "/%c3%bc", "/%C3%BC", "/%fc", "/%ff", "/%c3", "/%c3%28", "/%e2%82%ac", "/%f0%9f%98%80", "/%ed%a0%80", "/%c0%af", "/%c0%ae%c0%ae/", "/%u0041", "/%80", "/%7f", "/%01",
        "/.", "/..", "/./", "/../", "/a/.", "/a/..", "/a/./b", "/a/../b", "/a/b/../../c", "/../a", "/../../a", "/a/../../b", "/./a", "/a/.../b", "/.a", "/..a", "/a./b", "/a../b", "/a/./", "/a/../", "/a//../b", "/a/./././b",
        "/%2e", "/%2e%2e/a", "/a/%2e%2e/b", "/a/%2E/b", "/a/.%2e/b", "/a/%2e./b", "/a/..%2Fb", "/a/%2e%2e%2fb", "/a/..;/b", "/a;x=1/b", "/a/..%5Cb", "/a/..\\b", "/a%2f..%2fb", "/%252e%252e/a",
        "/a?b=c", "/a?", "/?", "/??", "/a?b?c", "/a?b=c&d=e", "/a?b=%20", "/a?b=%zz", "/a?b=%", "/a?%00", "/a?b=/../c", "/a?b=c#d", "/a#b", "/#", "/a?b#", "/a/..?b=c", "/a%3Fb", "/a%23b", "/a?b=ü",
        "/a:b", "/a@b", "/a,b", "/a!b", "/a$b", "/a&b=c", "/a'b", "/(a)", "/*", "/~a", "/a|b", "/a^b", "/{a}", "/[a]", "/\"a\"", "/<a>", "/`a`", "/http://other/", "/a;", "/-._~",
    ];

    private static readonly string[] s_other =
    [
        "http://a/echo", "http://a", "http://a/", "http://a?x=1", "http://a/echo?x=1", "http://A/echo", "HTTP://a/echo", "https://a/echo", "ftp://a/echo", "http://a:80/echo", "http://a:8080/echo", "http://b/echo", "http://b/a/../c", "http://b/%41%2F",
        "http:///echo", "http://", "http:/echo", "http:echo", "http://user@a/echo", "http://a b/echo", "http://[::1]/echo", "http://[::1/echo", "http://a:99999/echo", "http://a:x/echo", "http://a#b", "http://a/ü", "ws://a/echo", "a://a", "http://a\\b/echo", "http://a/%00", "http://a/%zz",
        "echo", "echo/a", "*", "a:80", "?a=b", "#", ".", "..", "../a", "%2Fecho", "\\echo", "@", ":80", "a",
    ];

    internal static IEnumerable<Exchange> All =>
    [
        .. s_origin.Select(static target => new Exchange($"Target {RequestLines.Shown(target)}", Exchanges.Get(target))),
        .. s_other.Select(static target => new Exchange($"Target {RequestLines.Shown(target)}", Exchanges.Get(target))),
        .. new[] { "/a\0b", "/a\u0001b", "/a\u007fb", "/a\u0080b", "/\u00fc", "/\u00c3\u00bc", "/a\tb", "/a\rb", "/a\nb", "/a?\0", "/a?\u0001", "/a?\u007f", "/a?\u00ff", "/a?\u00c3\u00bc", "/a?b\tc", "/a?b\rc" }
            .Select(static target => new Exchange($"Target with a raw byte {RequestLines.Shown(target)}", Exchanges.Get(target))),
        .. new[] { "*", "/echo", "/", "http://a/echo", "**", "*/", "/*", "*?a" }
            .Select(static target => new Exchange($"OPTIONS {target}", $"OPTIONS {target} HTTP/1.1\r\nHost: a\r\n\r\n")),
        .. new[] { "a:80", "a", "a:", ":80", "a:80/echo", "/echo", "*", "http://a/", "user@a:80", "[::1]:80", "[::1", "a:80:90", "a?b", "a:99999", "127.0.0.1:443", "ü:80" }
            .Select(static target => new Exchange($"CONNECT {RequestLines.Shown(target)}", $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n")),
        new("CONNECT with another Host", "CONNECT a:80 HTTP/1.1\r\nHost: b:80\r\n\r\n"),
        new("CONNECT with the Host's port left out", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("CONNECT with a body", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\nContent-Length: 4\r\n\r\nbody"),
        new("HEAD of an absolute target", "HEAD http://a/echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("POST to an absolute target", "POST http://a/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"),
        new("An absolute target and no Host", "GET http://a/echo HTTP/1.1\r\n\r\n"),
        new("An absolute target and another Host", "GET http://a/echo HTTP/1.1\r\nHost: b\r\n\r\n"),
        new("An absolute target with a port and Host without", "GET http://a:5000/echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("An absolute target with a port and Host with it", "GET http://a:5000/echo HTTP/1.1\r\nHost: a:5000\r\n\r\n"),
        new("An absolute target with the default port and Host with it", "GET http://a:80/echo HTTP/1.1\r\nHost: a:80\r\n\r\n"),
        new("An absolute target and an empty Host", "GET http://a/echo HTTP/1.1\r\nHost: \r\n\r\n"),
        new("An absolute target under HTTP 1.0", "GET http://a/echo HTTP/1.0\r\n\r\n"),
        new("Query and cookies as parsed", Exchanges.Get("/parsed?a=1&a=2&b=%20x&c&=d&e=%zz&f=a+b", "Cookie: x=1; y=2\r\nCookie: z=\"3\"\r\n")),
        new("A long path", Exchanges.Get("/" + new string('p', 2000))),
        new("A long query", Exchanges.Get("/echo?" + new string('q', 4000))),
        new("A path of many segments", Exchanges.Get(string.Concat(Enumerable.Repeat("/a", 500)))),
        new("A path of many dot segments", Exchanges.Get(string.Concat(Enumerable.Repeat("/a/..", 300)) + "/b")),
        new("A path of many encoded bytes", Exchanges.Get("/" + string.Concat(Enumerable.Repeat("%41", 700)))),
    ];
}
