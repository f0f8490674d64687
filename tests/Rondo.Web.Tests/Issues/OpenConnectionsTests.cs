using System.Net.Sockets;
using System.Text;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Issues;

/// <summary>Loops that ended with connections open let them go on in parallel on the thread pool, with the loop's timers: the process died, or sockets stayed open.</summary>
[Trait("Speed", "Slow")]
public class OpenConnectionsTests
{
    private const int Rounds = 3;
    private const int Clients = 200;

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task An_app_that_was_not_stopped_ends_its_idle_connections(string driver)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var app = await StartAsync(driver);
            var loops = app.Loops;
            var clients = await AskAsync(app, "");
            await app.App.DisposeAsync();
            Assert.Equal(0, loops.Connections.Sum());
            await AssertEndedAsync(clients);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task An_app_whose_time_to_stop_is_over_ends_the_connections_that_linger(string driver)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var app = await StartAsync(driver);
            var loops = app.Loops;
            var clients = await AskAsync(app, "Connection: close\r\n");
            using (var time = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
                await app.App.StopAsync(time.Token);
            await app.App.DisposeAsync();
            Assert.Equal(0, loops.Connections.Sum());
            await AssertEndedAsync(clients);
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Connections_whose_loop_has_ended_end(string driver)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var app = await StartAsync(driver);
            var loops = app.Loops;
            var clients = await AskAsync(app, "");
            await ((IAsyncDisposable)loops).DisposeAsync();
            await Eventually.TrueAsync(() => loops.Connections.Sum() == 0);
            await AssertEndedAsync(clients);
            await app.App.DisposeAsync();
        }
    }

    /// <summary>Without a log: each of the connections would write that its loop has ended.</summary>
    private static Task<ServedApp> StartAsync(string driver) => ServedApp.StartAsync(driver, static app => app.MapGet("/", static () => "fine"), build: static builder => builder.Logging.ClearProviders());

    private static async Task<List<NetworkStream>> AskAsync(ServedApp app, string header)
    {
        var clients = new List<NetworkStream>();
        var request = Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: a\r\n{header}\r\n");
        for (var i = 0; i < Clients; i++)
        {
            var client = await app.ConnectAsync();
            await client.WriteAsync(request);
            clients.Add(client);
        }

        foreach (var client in clients)
            Assert.EndsWith("fine", await RawHttp.ReadResponseAsync(client).WaitAsync(Eventually.Patience), StringComparison.Ordinal);
        return clients;
    }

    private static async Task AssertEndedAsync(List<NetworkStream> clients)
    {
        foreach (var client in clients)
        {
            Assert.Equal("", await client.ReadAllAsync());
            await client.DisposeAsync();
        }
    }
}
