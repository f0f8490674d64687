using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Metrics;

/// <summary>The meters of ASP.NET Core have the same instruments, with the same values and tags, on Rondo as on stock Kestrel.</summary>
public class ConnectionMeterTests
{
    private static readonly string[] s_instruments =
    [
        "kestrel.active_connections", "kestrel.connection.duration", "kestrel.rejected_connections", "kestrel.upgraded_connections", "kestrel.queued_requests",
        "kestrel.tls_handshake.duration", "kestrel.active_tls_handshakes", "http.server.request.duration", "http.server.active_requests",
    ];

    private static readonly (string Name, string Sent, Leaving Leaving)[] s_conversations =
    [
        ("a request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.AfterAnswer),
        ("the last request", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", Leaving.WhenServerDoes),
        ("HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", Leaving.WhenServerDoes),
        ("no request", "", Leaving.AtOnce),
        ("part of a head", "GET / HTTP/1.1\r\nHo", Leaving.AtOnce),
        ("a path that is not there", "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.AfterAnswer),
        ("a handler that fails", "GET /fail HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.AfterAnswer),
        ("a handler that fails late", "GET /late HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.WhenServerDoes),
        ("a handler that writes too little", "GET /short HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.WhenServerDoes),
        ("a handler that aborts", "GET /abort HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.WhenServerDoes),
        ("a tag of the app's", "GET /tagged HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.AfterAnswer),
        ("an upgrade", "GET /upgrade HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: raw\r\n\r\n", Leaving.AfterAnswer),
        ("a reset between requests", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.WithReset),
        ("a reset within a request", "GET /begin HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.WithReset),
        ("a bad request line", "GET  HTTP/1.1\r\n\r\n", Leaving.WhenServerDoes),
        ("a bad target", "GET nothing HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.WhenServerDoes),
        ("a bad version", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", Leaving.WhenServerDoes),
        ("a bad header", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", Leaving.WhenServerDoes),
        ("no host", "GET / HTTP/1.1\r\n\r\n", Leaving.WhenServerDoes),
        ("bad framing", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", Leaving.WhenServerDoes),
        ("a long request line", $"GET /{new string('x', 9000)} HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.WhenServerDoes),
        ("long headers", $"GET / HTTP/1.1\r\nHost: a\r\nA: {new string('x', 40_000)}\r\n\r\n", Leaving.WhenServerDoes),
        ("many headers", $"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Repeat("A: b\r\n", 101))}\r\n", Leaving.WhenServerDoes),
        ("a bad chunk", "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", Leaving.WhenServerDoes),
        ("a large body", "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", Leaving.WhenServerDoes),
        ("a slow body", "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx", Leaving.WhenServerDoes),
        ("half a body", "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx", Leaving.AtOnce),
        ("a slow head", "GET / HTTP/1.1\r\nHo", Leaving.WhenServerDoes),
        ("an idle client", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", Leaving.WhenServerDoes),
        ("a TLS hello", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003", Leaving.WhenServerDoes),
        ("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Leaving.WhenServerDoes),
    ];

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Connections_measure_what_Kestrel_measures(string driver)
    {
        await using var kestrel = await MeasuredApp.StartAsync(null);
        await using var rondo = await MeasuredApp.StartAsync(driver);
        var differences = new List<string>();
        foreach (var (name, sent, leaving) in s_conversations)
        {
            var expected = kestrel.ConverseAsync(sent, leaving, s_instruments);
            var actual = rondo.ConverseAsync(sent, leaving, s_instruments);
            if (await expected != await actual)
                differences.Add($"{name}: Kestrel has recorded\n{await expected}\nand Rondo\n{await actual}");
        }

        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
        Assert.Equal(kestrel.Measured.Instruments, rondo.Measured.Instruments);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_connection_too_many_is_measured_as_Kestrel_measures_it(string driver)
    {
        await using var kestrel = await MeasuredApp.StartAsync(null, Limited);
        await using var rondo = await MeasuredApp.StartAsync(driver, Limited);
        Assert.Equal(await RejectAsync(kestrel), await RejectAsync(rondo));

        static void Limited(KestrelServerOptions options)
        {
            options.Limits.MaxConcurrentConnections = 1;
            options.Listen(IPAddress.Loopback, 0);
        }

        static async Task<string> RejectAsync(MeasuredApp app)
        {
            await using var first = await app.ConnectAsync();
            await first.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.EndsWith("fine", await RawHttp.ReadResponseAsync(first), StringComparison.Ordinal);
            app.Measured.Clear();
            await using var second = await app.ConnectAsync();
            Assert.Equal("", await second.ReadAllAsync());
            await Eventually.TrueAsync(() => app.Measured.Count("kestrel.rejected_connections") == 1);
            return app.Measured.Take("kestrel.rejected_connections");
        }
    }
}
