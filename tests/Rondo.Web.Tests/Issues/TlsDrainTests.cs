using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>The drain of the connections that are Rondo's alone, when it came to its end, must leave those under TLS to Kestrel, which waits for them.</summary>
public class TlsDrainTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_request_under_TLS_is_answered_although_all_other_connections_have_ended(string driver)
    {
        var (entered, goOn) = (Eventually.Source(), Eventually.Source());
        using var certificate = ServedApp.Certificate();
        await using var app = await ServedApp.StartAsync(
            driver,
            app => app.MapGet("/", async () =>
            {
                entered.SetResult();
                await goOn.Task;
                return "late";
            }),
            build: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))));
        var addresses = app.App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        using var client = app.OneConnection();
        client.BaseAddress = new Uri(addresses.Single(static address => address.StartsWith("https", StringComparison.Ordinal)));
        await using var idle = await app.ConnectAsync();
        await idle.SendAsync("GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", await RawHttp.ReadResponseAsync(idle));
        var answer = client.GetStringAsync("/");
        await entered.Task.WaitAsync(Eventually.Patience);
        var stopping = app.App.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await idle.ReadAllAsync());
        await idle.DisposeAsync();
        await Eventually.TrueAsync(() => app.Loops.Connections.Sum() == 1);
        await Task.Delay(100, TestContext.Current.CancellationToken); // for what must not happen
        goOn.SetResult();
        Assert.Equal("late", await answer);
        await stopping;
    }
}
