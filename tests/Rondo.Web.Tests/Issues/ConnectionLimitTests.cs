using System.Net.Sockets;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>Rejected connections, and served ones that only linger, counted as concurrent.</summary>
public class ConnectionLimitTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_rejected_connection_takes_no_place(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var rejected = await FillAsync(app);
        await Eventually.TrueAsync(() => app.Loops.Connections.Sum() <= 1);
        Assert.Contains("fine", await AskAsync(app), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_connection_whose_last_answer_is_sent_takes_no_place(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var lingering = await app.ConnectAsync();
        await lingering.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"); // after a body more may come
        Assert.Contains("fine", await lingering.ReadAllAsync(), StringComparison.Ordinal);
        Assert.Contains("fine", await AskAsync(app), StringComparison.Ordinal);
    }

    private static Task<ServedApp> StartAsync(string driver) => ServedApp.StartAsync(
        driver,
        static app => app.Map("/", static () => "fine"),
        build: static builder => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxConcurrentConnections = 1));

    private static async Task<NetworkStream> FillAsync(ServedApp app)
    {
        await using var first = await app.ConnectAsync();
        await first.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.EndsWith("fine", await RawHttp.ReadResponseAsync(first), StringComparison.Ordinal);
        var second = await app.ConnectAsync();
        Assert.Equal("", await second.ReadAllAsync());
        return second;
    }

    private static async Task<string> AskAsync(ServedApp app)
    {
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        return await stream.ReadAllAsync();
    }
}
