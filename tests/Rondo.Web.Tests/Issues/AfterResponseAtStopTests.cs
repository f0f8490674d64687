using System.Net.Sockets;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>A connection carried the scope of what had accepted it: what its requests ran outside their own scopes was cancelled with that.</summary>
public class AfterResponseAtStopTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task What_runs_after_a_response_may_wait_while_the_server_stops(string driver)
    {
        var entered = Eventually.Source();
        var release = Eventually.Source();
        var hasWaited = false;
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", async (HttpContext context) =>
        {
            context.Response.OnCompleted(async () =>
            {
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                hasWaited = true;
            });
            entered.SetResult();
            await release.Task;
        }));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        await entered.Soon();
        var stopping = app.App.StopAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => IsRefused(app));
        release.SetResult();
        Assert.StartsWith("HTTP/1.1 200 ", await stream.ReadAllAsync());
        stream.Dispose();
        await stopping;
        Assert.True(hasWaited);
    }

    private static bool IsRefused(ServedApp app)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(app.Address.Host, app.Address.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
