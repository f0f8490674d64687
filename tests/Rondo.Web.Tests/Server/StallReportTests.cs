using System.Collections.Concurrent;
using System.Net;

namespace Rondo.Web.Tests.Server;

/// <summary>The report of a request that holds its loop. Real time: that is what a stall is.</summary>
public class StallReportTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_request_that_holds_its_loop_is_named_without_its_query(string version)
    {
        var reports = new BlockingCollection<StallReport>();
        StallReport? seen = null;
        var isCold = true;
        await using var app = await ServedApp.StartAsync(
            "epoll",
            app => app.MapGet("/hold/{what}", () =>
            {
                // Compiling the way here may have been a stall already, and a step is reported once.
                isCold = reports.TryTake(out _);
                seen = isCold ? null : reports.Take();
            }).WithDisplayName("Hold"),
            options => options.Loop = new EventLoopOptions { Driver = "epoll", StallThreshold = TimeSpan.FromMilliseconds(20), Stalled = reports.Add },
            listen: listen => listen.UseHttps(ServedApp.Certificate()));
        using var client = app.OneConnection(Version.Parse(version));
        while (isCold)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/hold/a%0Ab?token=hunter2", UriKind.Relative))).StatusCode);
        Assert.NotNull(seen);
        var endpoint = version == "1.1" ? "Hold" : "no endpoint yet";
        Assert.Equal($"the handler of GET /hold/a%0Ab ({endpoint})", seen.Step);
    }
}
