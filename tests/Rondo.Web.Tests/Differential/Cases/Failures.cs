namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Handlers that go wrong.</summary>
internal static class Failures
{
    internal static IEnumerable<Exchange> All =>
    [
        .. BrokenHandlers.All.Keys.Select(static path => new Exchange($"Failure {path}", Exchanges.Get(path)) { Race = Race(path) }),
        .. BrokenHandlers.All.Keys.Where(static path => path.StartsWith("/throw", StringComparison.Ordinal) || path.StartsWith("/short", StringComparison.Ordinal))
            .Select(static path => new Exchange($"Failure with a body unread {path}", Exchanges.Post(path, "Content-Length: 4\r\n", "body"))),
        .. new[] { "/throw", "/throw-after-flush", "/short-flushed", "/long", "/abort-after-flush" }.Select(static path => new Exchange($"Failure under HTTP 1.0 {path}", $"GET {path} HTTP/1.0\r\n\r\n") { Race = Race(path) ?? ResetRace(path) }),
    ];

    /// <summary>Under HTTP/1.0, of answers that break off.</summary>
    internal static string? ResetRace(string path) => path is "/throw-after-flush" or "/trailers" ? "a reset may overtake what was sent before it" : null;

    private static string? Race(string path) => path is "/abort-after-flush" or "/pipe-complete-error" ? "an abort discards what was flushed and not sent yet" : null;
}
