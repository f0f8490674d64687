using System.Text;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Attacks;

/// <summary>Bodies that no handler reads: a bit of them is thrown away for the connection's sake, and no more.</summary>
public class UnreadBodyTests
{
    private const int Most = 1024 * 1024;

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_body_of_1_MiB_is_thrown_away_and_the_connection_goes_on(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var client = await app.ConnectAsync();
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {Most}\r\n\r\n");
        Assert.DoesNotContain("Connection: close", await RawHttp.ReadResponseAsync(client).WaitAsync(Eventually.Patience), StringComparison.Ordinal);
        await client.WriteAsync(new byte[Most]);
        await client.SendAsync("GET /well HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.EndsWith("yes", await RawHttp.ReadResponseAsync(client).WaitAsync(Eventually.Patience), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_larger_body_that_is_announced_ends_the_connection_at_once(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var client = await app.ConnectAsync();
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {Most + 1}\r\n\r\n");
        Assert.Contains("\r\nConnection: close\r\n", await client.ReadAllAsync(), StringComparison.Ordinal);
        client.Dispose();
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_body_without_end_is_cut_off_and_does_not_keep_its_loop(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var client = await app.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string('x', 0x10000)}\r\n");
        long sent = 0;
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (; sent < 1L << 30; sent += chunk.Length)
                await client.WriteAsync(chunk).AsTask().WaitAsync(Eventually.Patience);
        });
        // One for the connection's sake, 64 for the response's, the rest in the buffers of the kernel.
        Assert.InRange(sent, 0, 128 * Most);
        await app.AssertWellAsync();
    }

    private static Task<ServedApp> StartAsync(string driver) => ServedApp.StartAsync(
        driver,
        static app =>
        {
            app.MapGet("/well", static () => "yes");
            app.MapPost("/", static () => "unread");
        },
        build: static builder => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Limits.MaxRequestBodySize = null));
}
