namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Field names, values, whitespace, line ends.</summary>
internal static class HeaderFields
{
    internal static IEnumerable<Exchange> All =>
    [
        .. new[]
        {
            "X-A: b", "X-A:b", "X-A:   b", "X-A: b   ", "X-A:\tb\t", "X-A:", "X-A: ", "X-A:   ", "X-A: b c", "X-A: b\tc", "X-A: a:b:c", "X-A::", "x-a: b", "X-A: \"quoted\"", "X-A: a,b,,c", "X-A: (comment)",
            "!#$%&'*+-.^_`|~0a: b", "X_A: b", "X.A: b", "1: b", "X-A: \u00fc", "X-A: \u00c3\u00bc", "X-A: \u0080", "X-A: \u00ff\u00fe", "X-A: \u00c3", "X-A: \u00e2\u0082\u00ac", "X-A: \u00f0\u009f\u0098\u0080", "X-A: \u00ed\u00a0\u0080",
        }.Select(static line => new Exchange($"Field {RequestLines.Shown(line)}", Exchanges.Get("/echo", line + "\r\n"))),
        .. new[]
        {
            "X-A : b", "X-A\t: b", " X-A: b", "\tX-A: b", "X A: b", "X\tA: b", ": b", ":", "X-A", "X-A b", "X(A: b", "X)A: b", "X,A: b", "X/A: b", "X;A: b", "X<A: b", "X=A: b", "X>A: b", "X?A: b", "X@A: b", "X[A: b", "X\\A: b", "X]A: b", "X{A: b", "X}A: b", "X\"A: b",
            "X\0A: b", "X\u0001A: b", "X\u007fA: b", "X\u00fcA: b", "X\u00c3\u00bcA: b", "\u00fc: b", "X\rA: b",
        }.Select(static line => new Exchange($"Field with a bad name {RequestLines.Shown(line)}", Exchanges.Get("/echo", line + "\r\n"))),
        .. new[] { "X-A: b\0c", "X-A: \0", "X-A: b\u0001c", "X-A: b\u0008c", "X-A: b\u000bc", "X-A: b\u000cc", "X-A: b\u001fc", "X-A: b\u007fc", "X-A: b\rc", "X-A: \rb", "X-A: b\r", "X-A: b\r\r", "X-A: b\nX-B: c", "X-A: b\n", "User-Agent: b\0c", "User-Agent: b\u0001c", "Accept: \u007f", "Cookie: a=\u0001" }
            .Select(static line => new Exchange($"Field with a bad value {RequestLines.Shown(line)}", Exchanges.Get("/echo", line + "\r\n"))),
        new("A folded value", Exchanges.Get("/echo", "X-A: b\r\n c\r\n")),
        new("A value folded with a tab", Exchanges.Get("/echo", "X-A: b\r\n\tc\r\n")),
        new("A value folded on an empty line", Exchanges.Get("/echo", "X-A:\r\n b\r\n")),
        new("A line of spaces among the fields", Exchanges.Get("/echo", "X-A: b\r\n   \r\nX-C: d\r\n")),
        new("A folded first field", "GET /echo HTTP/1.1\r\n Host: a\r\n\r\n"),
        new("The last field is folded", "GET /echo HTTP/1.1\r\nHost: a\r\n b\r\n\r\n"),
        new("Fields end with bare LFs", "GET /echo HTTP/1.1\r\nHost: a\nX-A: b\n\n"),
        new("The head ends with LF LF", "GET /echo HTTP/1.1\r\nHost: a\r\n\n"),
        new("The head ends with a bare CR", "GET /echo HTTP/1.1\r\nHost: a\r\n\rX") { Ending = Ending.HalfClose },
        new("The head ends with CR CR LF", "GET /echo HTTP/1.1\r\nHost: a\r\n\r\r\n") { Ending = Ending.HalfClose },
        new("A field line ends with CR CR LF", "GET /echo HTTP/1.1\r\nHost: a\r\r\n\r\n"),
        new("A name in another case", Exchanges.Get("/echo", "user-AGENT: b\r\naCCEPT: c\r\n")),
        new("The same unknown field twice", Exchanges.Get("/echo", "X-A: b\r\nX-A: c\r\n")),
        new("The same unknown field in two cases", Exchanges.Get("/echo", "X-A: b\r\nx-a: c\r\n")),
        new("The same known field twice", Exchanges.Get("/echo", "Accept: b\r\nAccept: c\r\n")),
        new("User-Agent twice", Exchanges.Get("/echo", "User-Agent: b\r\nUser-Agent: c\r\n")),
        new("Content-Type twice", Exchanges.Get("/echo", "Content-Type: a/b\r\nContent-Type: c/d\r\n")),
        new("Cookie twice", Exchanges.Get("/echo", "Cookie: a=b\r\nCookie: c=d\r\n")),
        new("Authorization twice", Exchanges.Get("/echo", "Authorization: a\r\nAuthorization: b\r\n")),
        new("An empty known field", Exchanges.Get("/echo", "Accept:\r\n")),
        new("An empty field and one with a value", Exchanges.Get("/echo", "X-A:\r\nX-A: b\r\n")),
        new("Known fields of a browser", Exchanges.Get("/echo", "User-Agent: Mozilla/5.0\r\nAccept: text/html,*/*;q=0.8\r\nAccept-Language: de\r\nAccept-Encoding: gzip, br\r\nReferer: http://a/\r\nOrigin: http://a\r\nCache-Control: no-cache\r\nPragma: no-cache\r\nUpgrade-Insecure-Requests: 1\r\nIf-None-Match: \"x\"\r\nDNT: 1\r\nSec-Fetch-Mode: navigate\r\n")),
        new("Known fields of proxies and tracing", Exchanges.Get("/echo", "Via: 1.1 b\r\nForwarded: for=1.2.3.4\r\nX-Forwarded-For: 1.2.3.4\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\ntracestate: a=b\r\nbaggage: c=d\r\nRequest-Id: e\r\nMax-Forwards: 1\r\n")),
        new("Known fields of a range request", Exchanges.Get("/echo", "Range: bytes=0-1\r\nIf-Range: \"x\"\r\nIf-Match: *\r\nIf-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\nIf-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\nTE: trailers\r\nDate: x\r\nExpect:\r\n")),
        new("Pseudo-headers of HTTP 2", Exchanges.Get("/echo", ":method: GET\r\n")),
        new("Fifty fields", Exchanges.Get("/echo", string.Concat(Enumerable.Range(0, 50).Select(static i => $"X-{i}: {i}\r\n")))),
        new("A value of 8 KB", Exchanges.Get("/echo", $"X-A: {new string('v', 8192)}\r\n")),
        new("A name of 1 KB", Exchanges.Get("/echo", $"X-{new string('n', 1022)}: b\r\n")),
        new("A head without its end", "GET /echo HTTP/1.1\r\nHost: a\r\nX-A: b") { Ending = Ending.HalfClose },
        new("A head without its last line", "GET /echo HTTP/1.1\r\nHost: a\r\nX-A: b\r\n") { Ending = Ending.HalfClose },
    ];
}
