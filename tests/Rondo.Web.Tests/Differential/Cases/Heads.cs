namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>HEAD: as GET, without the body (RFC 9110 9.3.2).</summary>
internal static class Heads
{
    internal static IEnumerable<Exchange> All =>
    [
        .. new[]
        {
            "/echo", "/empty", "/length", "/length-zero", "/length-only", "/chunked", "/chunks", "/large", "/large-length", "/204", "/205", "/304", "/304-length", "/404-body", "/headers", "/close", "/keep-alive", "/own-chunked", "/own-gzip", "/start", "/start-only", "/start-length",
            "/complete", "/complete-only", "/trailers", "/file", "/file-part", "/pipe-writer", "/pipe-unflushed", "/on-starting", "/replaced-body", "/throw", "/throw-after-flush", "/throw-after-length", "/short", "/short-complete", "/long", "/long-caught", "/abort", "/yield", "/sync-write", "/sync-allowed", "/redirect", "/204-body", "/304-body",
        }.Select(static path => new Exchange($"HEAD {path}", $"HEAD {path} HTTP/1.1\r\nHost: a\r\n\r\n")),
        new("HEAD under HTTP 1.0", "HEAD /chunked HTTP/1.0\r\n\r\n"),
        new("HEAD under HTTP 1.0 with keep-alive", "HEAD /chunked HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
        new("HEAD under HTTP 1.0 with keep-alive and a length", "HEAD /length HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
        new("HEAD with a body", "HEAD /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"),
        new("HEAD with a body that nobody reads", "HEAD /length HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"),
        new("HEAD with close", "HEAD /length HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        new("HEAD and GET pipelined", "HEAD /length HTTP/1.1\r\nHost: a\r\n\r\n" + Exchanges.Get("/length")) { Answers = 2 },
    ];
}
