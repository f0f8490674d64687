using System.Globalization;
using Rondo.Server;

namespace Kitchen.Dashboard;

/// <summary>The loops, live.</summary>
internal static class DashboardEndpoints
{
    private static readonly Html s_page = Page.Embedded("dashboard.html");
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(500);

    internal static void MapDashboard(this RondoApp app) => app.Group("", "Dashboard").Include(typeof(DashboardEndpoints));

    /// <summary>A page that shows how the loops are doing.</summary>
    [Get("/dashboard")]
    internal static Html Show() => s_page;

    /// <summary>How the loops are doing, twice a second. A client that comes back goes on counting where it was.</summary>
    [Get("/events")]
    internal static async IAsyncEnumerable<ServerEvent<Load>> Watch(ServerLoops server, LastEventId last)
    {
        var meter = new LoadMeter(server);
        var clock = EventLoop.Current.Clock;
        var start = clock.GetTimestamp();
        last.TryGetNumber(out var id);
        for (var tick = 1; ; tick++)
        {
            yield return new ServerEvent<Load>(meter.Read()) { Id = (++id).ToString(CultureInfo.InvariantCulture), Retry = TimeSpan.FromSeconds(1) };
            await EventLoop.Sleep((tick * s_period) - clock.GetElapsedTime(start)); // by the clock, so that delays do not add up
        }
    }
}
