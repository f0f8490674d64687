namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Methods, versions, and the line's form.</summary>
internal static class RequestLines
{
    internal static IEnumerable<Exchange> All =>
    [
        .. "GET POST PUT DELETE PATCH OPTIONS TRACE PROPFIND QUERY M-SEARCH get Get G A1 !#$%&'*+-.^_`|~ GETTER GE POSTS CONNECTED XYZZYXYZZYXYZZYXYZZYXYZZYXYZZYXYZZYXYZZYXYZZYXYZZY"
            .Split(' ').Select(static method => new Exchange($"Method {method}", $"{method} /echo HTTP/1.1\r\nHost: a\r\n\r\n")),
        .. new[] { "G ET", "G\tET", "G@T", "G(T", "G\"T", "G/T", "G:T", "G\u0001T", "G\0T", "G\u007fT", "Gé", "{GET}", "[GET]", "GET,", "GET;", "", " GET", "\tGET" }
            .Select(static method => new Exchange($"Method with a bad character '{Shown(method)}'", $"{method} /echo HTTP/1.1\r\nHost: a\r\n\r\n")),
        new("Method POST without a body's length", "POST /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("Method PUT without a body's length", "PUT /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("Method PATCH without a body's length", "PATCH /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("Method POST without a body's length, HTTP 1.0", "POST /echo HTTP/1.0\r\n\r\n"),
        new("Method GET with a body", "GET /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"),
        new("Method DELETE with a body", "DELETE /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"),
        new("Method TRACE with a body", "TRACE /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"),
        .. "HTTP/1.0 HTTP/1.1 HTTP/1.2 HTTP/1.9 HTTP/2.0 HTTP/2 HTTP/3 HTTP/0.9 HTTP/1 HTTP/1. HTTP/1.10 HTTP/01.1 HTTP/1.1. HTTP/1,1 http/1.1 Http/1.1 HTTP/a.b HTTPS/1.1 HTP/1.1 HTTP HTTP1.1 1.1 / HTTP/-1.1 HTTP/1.x SIP/2.0 ICY"
            .Split(' ').Select(static version => new Exchange($"Version {version}", $"GET /echo {version}\r\nHost: a\r\nConnection: close\r\n\r\n")),
        new("No version", "GET /echo\r\nHost: a\r\n\r\n"),
        new("No version, a space", "GET /echo \r\nHost: a\r\n\r\n"),
        new("Only a method", "GET\r\nHost: a\r\n\r\n"),
        new("Only a method and a space", "GET \r\nHost: a\r\n\r\n"),
        new("No target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("Two spaces before the target", "GET  /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("Two spaces before the version", "GET /echo  HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("A space after the version", "GET /echo HTTP/1.1 \r\nHost: a\r\n\r\n"),
        new("A tab before the target", "GET\t/echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("A tab before the version", "GET /echo\tHTTP/1.1\r\nHost: a\r\n\r\n"),
        new("A tab after the version", "GET /echo HTTP/1.1\t\r\nHost: a\r\n\r\n"),
        new("Words after the version", "GET /echo HTTP/1.1 and more\r\nHost: a\r\n\r\n"),
        new("A bare LF ends the line", "GET /echo HTTP/1.1\nHost: a\r\n\r\n"),
        new("Bare LFs end all lines", "GET /echo HTTP/1.1\nHost: a\n\n"),
        new("A bare CR ends the line", "GET /echo HTTP/1.1\rHost: a\r\n\r\n"),
        new("A bare CR in the version", "GET /echo HTTP/1.\r1\r\nHost: a\r\n\r\n"),
        new("Two CRs end the line", "GET /echo HTTP/1.1\r\r\nHost: a\r\n\r\n"),
        new("LF CR ends the line", "GET /echo HTTP/1.1\n\rHost: a\r\n\r\n"),
        new("An empty line first", "\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("Two empty lines first", "\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("Ten empty lines first", string.Concat(Enumerable.Repeat("\r\n", 10)) + "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("A bare LF first", "\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("A bare CR first", "\rGET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("A space and an empty line first", " \r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("A NUL first", "\0GET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("A byte order mark first", "\u00ef\u00bb\u00bfGET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("A TLS hello", "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000\u00a1\u0003\u0003" + new string('\u0001', 200)) { Ending = Ending.Read },
        new("A proxy header", "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("The preface of HTTP 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") { Ending = Ending.Read },
        new("Words", "hello there\r\n\r\n"),
        new("One word", "hello\r\n\r\n"),
        new("An answer", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        new("Nothing, then the end", "") { Ending = Ending.HalfClose },
        new("An empty line, then the end", "\r\n") { Ending = Ending.HalfClose },
        new("Half a line, then the end", "GET /ec") { Ending = Ending.HalfClose },
        new("A line, then the end", "GET /echo HTTP/1.1\r\n") { Ending = Ending.HalfClose },
        new("A CR, then the end", "GET /echo HTTP/1.1\r") { Ending = Ending.HalfClose },
        new("A whole request, then the end", Exchanges.Get("/echo")) { Ending = Ending.HalfClose },
        new("Two whole requests, then the end", Exchanges.Get("/echo") + Exchanges.Get("/echo?2")) { Ending = Ending.HalfClose, Answers = 2 },
        new("A whole request and half another, then the end", Exchanges.Get("/echo") + "GET /ec") { Ending = Ending.HalfClose },
    ];

    internal static string Shown(string text) => string.Concat(text.Select(static c => c is > ' ' and < '\u007f' ? $"{c}" : $"<{(int)c:x2}>"));
}
