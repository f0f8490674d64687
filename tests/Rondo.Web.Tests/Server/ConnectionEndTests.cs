using System.Net.Sockets;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;

namespace Rondo.Web.Tests.Server;

/// <summary>How a connection ends after its last response: at once where the client has announced that it is done, else after taking in what still comes.</summary>
public sealed class ConnectionEndTests
{
    private static readonly string s_long = new('#', 300_000);

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_announced_its_last_request_is_not_waited_for(string driver)
    {
        await using var app = await StartAsync(driver);
        foreach (var request in new[] { "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" })
        {
            await using var client = await app.ConnectAsync();
            await client.SendAsync(request);
            await client.ReadAllAsync();
            Assert.True(await IsResetAsync(client), request);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_may_still_send_loses_nothing_of_its_response(string driver)
    {
        await using var app = await StartAsync(driver);
        foreach (var request in new[]
        {
            "GET /ended HTTP/1.1\r\nHost: a\r\n\r\n", // the server ends it
            "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", // it sends more already
        })
        {
            await using var client = await app.ConnectAsync();
            await client.SendAsync(request);
            var sending = SendMoreAsync(client);
            Assert.Equal(s_long.Length, (await client.ReadAllAsync()).Count(static letter => letter == '#'));
            await sending;
            Assert.False(await IsResetAsync(client), request);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_waits_sees_the_client_leave_its_only_request(string driver)
    {
        var left = new TaskCompletionSource();
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", async (CancellationToken token) =>
        {
            using var registration = token.Register(left.SetResult);
            await left.Task;
        }));
        using (var client = await app.ConnectAsync())
            await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        await left.Soon();
    }

    private static Task<ServedApp> StartAsync(string driver) => ServedApp.StartAsync(driver, static app =>
    {
        app.MapMethods("/", ["GET", "HEAD", "POST"], static () => s_long);
        app.MapGet("/ended", static (HttpResponse response) =>
        {
            response.Headers.Connection = "close";
            return s_long;
        });
    });

    private static async Task SendMoreAsync(NetworkStream client)
    {
        for (var i = 0; i < 10; i++)
            await client.WriteAsync("more\r\n"u8.ToArray());
    }

    /// <summary>A closed socket resets a connection on which bytes still come; one that lingers takes them in.</summary>
    private static async Task<bool> IsResetAsync(NetworkStream client)
    {
        try
        {
            await client.WriteAsync("x"u8.ToArray());
            await client.Socket.ReceiveAsync(new byte[1]); // an end that was read before, or the reset
            await client.WriteAsync("x"u8.ToArray());
            return client.Socket.Poll(100_000, SelectMode.SelectError);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return true;
        }
    }
}
