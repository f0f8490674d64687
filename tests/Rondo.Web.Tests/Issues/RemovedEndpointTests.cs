using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>Connections of an endpoint that the configuration has no more were served on.</summary>
[Trait("Speed", "Slow")]
public class RemovedEndpointTests
{
    private const string Key = "Kestrel:Endpoints:A:Url";

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_removed_endpoint_lets_go_of_its_connections(string driver)
    {
        var release = Eventually.Source();
        await using var app = await ServedApp.StartAsync(
            driver,
            app =>
            {
                app.MapGet("/", static () => "fine");
                app.MapGet("/late", async () =>
                {
                    await release.Task;
                    return "late";
                });
                app.MapGet("/begin", static async context =>
                {
                    await context.Response.WriteAsync("some");
                    await context.Response.Body.FlushAsync();
                    await EventLoop.Sleep(Timeout.InfiniteTimeSpan);
                });
            },
            build: static builder =>
            {
                builder.Configuration[Key] = "http://127.0.0.2:0";
                builder.WebHost.ConfigureKestrel(static (context, kestrel) => kestrel.Configure(context.Configuration.GetSection("Kestrel"), reloadOnChange: true));
            });
        var removed = new Uri(app.App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(static address => address.Contains("127.0.0.2", StringComparison.Ordinal)));
        await using var idle = await AskAsync(removed, "/");
        Assert.EndsWith("fine", await RawHttp.ReadResponseAsync(idle), StringComparison.Ordinal);
        await using var late = await AskAsync(removed, "/late");
        await using var endless = await AskAsync(removed, "/begin");
        Assert.NotEqual(0, await endless.ReadAsync(new byte[4096], TestContext.Current.CancellationToken));
        await using var other = await app.ConnectAsync();

        app.App.Configuration[Key] = "http://127.0.0.3:0";
        ((IConfigurationRoot)app.App.Configuration).Reload();

        Assert.Equal("", await idle.ReadAllAsync());
        release.SetResult();
        Assert.Contains("Connection: close", await late.ReadAllAsync(), StringComparison.Ordinal);
        await endless.ReadAllAsync();
        for (var i = 0; i < 2; i++)
        {
            await other.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.DoesNotContain("Connection: close", await RawHttp.ReadResponseAsync(other), StringComparison.Ordinal);
        }
    }

    private static async Task<NetworkStream> AskAsync(Uri address, string path)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
        return stream;
    }
}
