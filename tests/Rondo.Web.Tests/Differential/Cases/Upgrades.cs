namespace Rondo.Web.Tests.Differential.Cases;

/// <summary>Upgrade: the connection as a stream (RFC 9110 7.8).</summary>
internal static class Upgrades
{
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: echo\r\n";

    internal static IEnumerable<Exchange> All =>
    [
        new("An upgrade with bytes in the same packet", Exchanges.Get("/upgrade", Upgrade) + "bye") { Ending = Ending.Read },
        new("An upgrade that the client ends", Exchanges.Get("/upgrade", Upgrade)) { Ending = Ending.HalfClose },
        new("An upgrade after a request", Exchanges.Get("/length") + Exchanges.Get("/upgrade", Upgrade) + "bye") { Ending = Ending.Read, Answers = 2 },
        new("An upgrade with keep-alive too", Exchanges.Get("/upgrade", "Connection: keep-alive, Upgrade\r\nUpgrade: echo\r\n") + "bye") { Ending = Ending.Read },
        new("An upgrade in small letters", Exchanges.Get("/upgrade", "connection: upgrade\r\nupgrade: ECHO\r\n") + "bye") { Ending = Ending.Read },
        new("An upgrade without Connection", Exchanges.Get("/upgrade", "Upgrade: echo\r\n")),
        new("An upgrade without Upgrade", Exchanges.Get("/upgrade", "Connection: Upgrade\r\n") + "bye") { Ending = Ending.Read },
        new("An upgrade with close", Exchanges.Get("/upgrade", "Connection: Upgrade, close\r\nUpgrade: echo\r\n") + "bye") { Ending = Ending.Read },
        new("An upgrade under HTTP 1.0", $"GET /upgrade HTTP/1.0\r\n{Upgrade}\r\nbye") { Ending = Ending.Read },
        new("An upgrade with Content-Length", Exchanges.Get("/upgrade", Upgrade + "Content-Length: 4\r\n") + "body"),
        new("An upgrade with Content-Length 0", Exchanges.Get("/upgrade", Upgrade + "Content-Length: 0\r\n") + "bye") { Ending = Ending.Read },
        new("An upgrade with chunks", Exchanges.Get("/upgrade", Upgrade + "Transfer-Encoding: chunked\r\n") + "4\r\nbody\r\n0\r\n\r\n"),
        new("An upgrade with POST", $"POST /upgrade HTTP/1.1\r\nHost: a\r\n{Upgrade}\r\nbye") { Ending = Ending.Read },
        new("An upgrade that the handler ends at once", Exchanges.Get("/upgrade-close", Upgrade)) { Ending = Ending.Read },
        new("An upgrade whose handler throws", Exchanges.Get("/upgrade-throw", Upgrade)) { Ending = Ending.Read },
        new("Two upgrades", Exchanges.Get("/upgrade-twice", Upgrade)) { Ending = Ending.Read },
        new("An upgrade after the start", Exchanges.Get("/upgrade-late", Upgrade)),
        new("An upgrade that the handler ignores", Exchanges.Get("/length", Upgrade)),
        new("An upgrade that the handler ignores, and a request after it", Exchanges.Get("/length", Upgrade) + Exchanges.Get("/length")) { Answers = 2 },
        new("An upgrade asked about", Exchanges.Get("/upgradable", Upgrade)),
        new("An upgrade asked about that is none", Exchanges.Get("/upgradable")),
        new("An upgrade to HTTP 2", Exchanges.Get("/length", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n")),
        new("An upgrade as the app sees it", Exchanges.Get("/echo", Upgrade)),
        new("The body of an upgrade that is not taken", Exchanges.Get("/some", Upgrade)),
    ];
}
