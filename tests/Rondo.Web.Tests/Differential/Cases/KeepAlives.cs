namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Connection, HTTP/1.0, and who closes (RFC 9112 9).</summary>
internal static class KeepAlives
{
    private static readonly string[] s_connection =
    [
        "close", "Close", "CLOSE", "keep-alive", "Keep-Alive", "keep-alive, close", "close, keep-alive", "close,close", " close ", "\tclose", ",close", "close,", "upgrade", "Upgrade", "X-Other", "X-Other, close", "X-Other, keep-alive", "closed", "close x", "x-close", "closekeep-alive", "", "keepalive", "TE", "TE, close", "keep-alive, upgrade", "\"close\"", "close;a=b",
    ];

    internal static IEnumerable<Exchange> All =>
    [
        .. s_connection.Select(static connection => new Exchange($"Connection {RequestLines.Shown(connection)}", Exchanges.Get("/length", $"Connection: {connection}\r\n"))),
        .. s_connection.Select(static connection => new Exchange($"Connection under HTTP 1.0 {RequestLines.Shown(connection)}", $"GET /length HTTP/1.0\r\nConnection: {connection}\r\n\r\n")),
        new("Connection twice, close first", Exchanges.Get("/length", "Connection: close\r\nConnection: keep-alive\r\n")),
        new("Connection twice, close last", Exchanges.Get("/length", "Connection: keep-alive\r\nConnection: close\r\n")),
        new("Connection as the app sees it", Exchanges.Get("/echo", "Connection: X-A, keep-alive\r\nX-A: b\r\nKeep-Alive: timeout=5\r\n")),
        new("Proxy-Connection close", Exchanges.Get("/length", "Proxy-Connection: close\r\n")),
        .. new[] { "/empty", "/length", "/length-zero", "/chunked", "/chunks", "/large", "/204", "/304", "/close", "/keep-alive", "/own-chunked", "/start", "/start-only", "/trailers", "/trailers-supported", "/trailers-length", "/throw", "/throw-after-flush", "/complete", "/file", "/short", "/connection-other", "/404-body" }
            .SelectMany(static path => new Exchange[]
            {
                new($"HTTP 1.0 {path}", $"GET {path} HTTP/1.0\r\n\r\n") { Race = Failures.ResetRace(path) },
                new($"HTTP 1.0 with keep-alive {path}", $"GET {path} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") { Race = Failures.ResetRace(path) },
                new($"HTTP 1.1 with close {path}", Exchanges.Get(path, "Connection: close\r\n")),
            }),
        new("HTTP 1.0 requests pipelined with keep-alive", "GET /length HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /length HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") { Answers = 2 },
        new("HTTP 1.0 requests pipelined without keep-alive", "GET /length HTTP/1.0\r\n\r\nGET /length HTTP/1.0\r\n\r\n") { Ending = Ending.Read, EndOrReset = "what is unread when the server closes" },
        new("HTTP 1.0 after HTTP 1.1", Exchanges.Get("/length") + "GET /length HTTP/1.0\r\n\r\n") { Answers = 2 },
        new("HTTP 1.1 after HTTP 1.0 with keep-alive", "GET /length HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + Exchanges.Get("/length")) { Answers = 2 },
        new("Close with a body unread", Exchanges.Post("/unread", "Connection: close\r\nContent-Length: 4\r\n", "body")),
        new("Close with a body read", Exchanges.Post("/echo", "Connection: close\r\nContent-Length: 4\r\n", "body")),
        new("The server is asked to close", Exchanges.Get("/request-close")),
        new("A hundred requests, one after the other", Exchanges.Get("/length")) { Later = [.. Enumerable.Repeat(Exchanges.Get("/length"), 99)], Answers = 100 },
    ];
}
