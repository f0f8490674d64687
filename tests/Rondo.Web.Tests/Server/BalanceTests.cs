namespace Rondo.Web.Tests.Server;

/// <summary>Connections are spread by load.</summary>
public class BalanceTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Connections_go_to_the_loop_with_the_fewest(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app => app.MapGet("/", static () => EventLoop.Current.Name), static options => options.Loops = 2);
        var streams = new List<Stream>();
        for (var i = 0; i < 10; i++)
        {
            var stream = await app.ConnectAsync();
            streams.Add(stream);
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            await RawHttp.ReadResponseAsync(stream);
        }

        Assert.Equal([5, 5], app.Loops.Connections);
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task With_one_loop_blocked_new_connections_get_answers_from_the_others(string driver)
    {
        using var blocked = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        await using var app = await ServedApp.StartAsync(
            driver,
            app =>
            {
                app.MapGet("/block", () =>
                {
                    blocked.Set();
                    release.Wait(TimeSpan.FromSeconds(60));
                    return "unblocked";
                });
                app.MapGet("/", static () => EventLoop.Current.Name);
            },
            static options => options.Loops = 2);
        await using var blocker = await app.ConnectAsync();
        await blocker.WriteAsync("GET /block HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        blocked.Wait(TimeSpan.FromSeconds(20));
        // The balancer has to have seen the loop stand still: the first of these connections may be what shows it.
        var names = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            await using var stream = await app.ConnectAsync();
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray());
            var answer = await RawHttp.ReadResponseAsync(stream).WaitAsync(TimeSpan.FromSeconds(20));
            names.Add(answer[(answer.LastIndexOf('\n') + 1)..]);
        }

        Assert.Single(names);
        release.Set();
        Assert.Contains("unblocked", await RawHttp.ReadResponseAsync(blocker), StringComparison.Ordinal);
    }
}
