using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;

namespace Rondo.Web.Tests.Server;

/// <summary>IConnectionSocketFeature: the options of a connection's socket are the app's to set.</summary>
public class ConnectionSocketTests
{
    public static TheoryData<string, bool> All => [.. AvailableDrivers.All.SelectMany(static driver => new (string, bool)[] { (driver, false), (driver, true) })];

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_app_sets_options_of_the_socket_and_its_connection_goes_on_and_ends_as_ever(string driver, bool tls)
    {
        Socket? seen = null;
        using var certificate = ServedApp.Certificate();
        await using var app = await ServedApp.StartAsync(
            driver,
            app =>
            {
                app.MapGet("/well", static () => "yes");
                app.MapGet("/", (HttpContext context) =>
                {
                    var socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
                    Assert.Same(seen ?? socket, socket);
                    seen = socket;
                    socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                    socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 77);
                    return $"{socket.NoDelay} {socket.Connected} {socket.AddressFamily} {Equals(socket.RemoteEndPoint, context.Features.GetRequiredFeature<IConnectionEndPointFeature>().RemoteEndPoint)} {socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)}";
                });
            },
            listen: endpoint =>
            {
                if (tls)
                    endpoint.UseHttps(certificate);
            });
        using (var client = app.OneConnection())
        {
            for (var i = 0; i < 3; i++)
                Assert.Equal("True True InterNetwork True 77", await client.GetStringAsync("/"));
        }

        await Eventually.TrueAsync(() => app.Loops.Connections.Sum() == 0);
        Assert.Throws<ObjectDisposedException>(() => seen!.NoDelay);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task An_abort_is_a_reset_although_the_app_has_the_socket(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app => app.MapGet("/", static context =>
        {
            Assert.True(context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.NoDelay);
            context.Abort();
            return Task.CompletedTask;
        }));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        var error = await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(error.InnerException).SocketErrorCode);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task An_app_that_disposes_the_socket_takes_nobody_elses(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app =>
        {
            app.MapGet("/well", static () => "yes");
            app.MapGet("/", static (HttpContext context) =>
            {
                context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Dispose();
                return "disposed";
            });
        });
        for (var i = 0; i < 20; i++)
        {
            await using var stream = await app.ConnectAsync();
            await stream.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            await stream.ReadAllAsync();
        }

        await app.AssertWellAsync();
    }
}
