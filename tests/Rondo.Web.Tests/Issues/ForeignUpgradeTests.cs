using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>An app that had left the loop upgraded its connection where it was, and moved the loop's timers from there.</summary>
public class ForeignUpgradeTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task An_upgrade_from_the_thread_pool_happens_on_the_loop(string driver)
    {
        var (asked, happened) = (Eventually.Source<bool>(), Eventually.Source<bool>());
        await using var app = await ServedApp.StartAsync(driver, app => app.Map("/", async context =>
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            asked.SetResult(EventLoop.TryCurrent is not null);
            await using var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        }));
        var meters = app.App.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "kestrel.upgraded_connections" && instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, change, _, _) =>
        {
            if (change > 0)
                happened.SetResult(EventLoop.TryCurrent is not null);
        });
        listener.Start();
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: own\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 101 ", await RawHttp.ReadResponseAsync(stream));
        Assert.Equal((false, true), (await asked.Soon(), await happened.Soon()));
    }
}
