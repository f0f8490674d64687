namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>What the server's features say and do.</summary>
internal static class Features
{
    internal static IEnumerable<Exchange> All =>
    [
        .. new[] { "/features", "/connection", "/identifier", "/items", "/aborted", "/rates", "/stream", "/sync-allowed", "/limit-negative", "/reset" }.Select(static path => new Exchange($"Feature {path}", Exchanges.Get(path))),
        new("Features of a request with a body", Exchanges.Post("/features", "Content-Length: 4\r\n", "body")),
    ];
}
