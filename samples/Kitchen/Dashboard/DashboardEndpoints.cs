using System.Globalization;
using Rondo.Server;

namespace Kitchen.Dashboard;

/// <summary>The loops, live; with a broker those of all processes.</summary>
internal static class DashboardEndpoints
{
    private static readonly Html s_page = Page.Embedded("dashboard.html");

    internal static TimeSpan Period { get; } = TimeSpan.FromMilliseconds(500);

    internal static void AddDashboard(this RondoAppBuilder builder) => builder.Services.AddSingleton<Neighbours>();

    internal static void MapDashboard(this RondoApp app, bool hasBroker)
    {
        app.Group("", "Dashboard").Include(typeof(DashboardEndpoints));
        if (hasBroker)
            app.AddBackground(
                "dashboard", static (Neighbours neighbours) => neighbours.RunAsync(), new RetryOptions { MaxAttempts = int.MaxValue });
    }

    /// <summary>A page that shows how the loops are doing.</summary>
    [Get("/dashboard")]
    internal static Html Show() => s_page;

    /// <summary>How the loops are doing, twice a second. A client that comes back goes on counting where it was.</summary>
    [Get("/events")]
    internal static async IAsyncEnumerable<ServerEvent<Load>> Watch(ServerLoops server, Neighbours neighbours, LastEventId last)
    {
        var meter = new LoadMeter(server);
        var clock = EventLoop.Current.Clock;
        var start = clock.GetTimestamp();
        last.TryGetNumber(out var id);
        for (var tick = 1; ; tick++)
        {
            var load = neighbours.Add(meter.Read());
            yield return new ServerEvent<Load>(load)
            {
                Id = (++id).ToString(CultureInfo.InvariantCulture),
                Retry = TimeSpan.FromSeconds(1),
            };
            await EventLoop.Sleep((tick * Period) - clock.GetElapsedTime(start)); // by the clock, so that delays do not add up
        }
    }
}
