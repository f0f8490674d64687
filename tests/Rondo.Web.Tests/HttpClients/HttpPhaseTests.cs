using System.Net;
using System.Net.Sockets;
using Rondo.Http;

namespace Rondo.Web.Tests.HttpClients;

/// <summary>The phases that a timeout names, on real connections.</summary>
public class HttpPhaseTests
{
    [LoopFact]
    public async Task A_body_that_stops_names_the_body()
    {
        var calls = 0;
        await ScriptedServer.RunAsync(
            _ => ++calls == 1 ? ScriptedServer.Text("whole") : "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"u8.ToArray(),
            static (options, server) => (options.BaseAddress, options.Timeout) = (server.Url, TimeSpan.FromSeconds(1)),
            static async (client, server) =>
            {
                Assert.Equal("whole", await client.GetStringAsync("/price")); // so that the time below is not that of the connection
                var thrown = await Assert.ThrowsAsync<HttpTimeoutException>(() => client.GetStringAsync("/price"));
                Assert.Equal(
                    $"GET {server.Url}price did not finish within 1 s: it waited for the body of the response. Raise Timeout if the host needs more time.",
                    thrown.Message);
                Assert.Equal(HttpPhase.Body, thrown.Phase);
            });
    }

    [LoopFact]
    public async Task A_resolver_that_hangs_names_the_resolver()
    {
        var isCanceled = false;
        using var clients = new LoopHttpClients(new HttpClientOptions
        {
            Timeout = TimeSpan.FromMilliseconds(300),
            PrimaryHandler = () => LoopHttpHandler.Create(EventLoop.Current, async _ =>
            {
                try
                {
                    await EventLoop.SleepForever();
                    return [];
                }
                finally
                {
                    isCanceled = true;
                }
            }),
        });
        var thrown = await Assert.ThrowsAsync<HttpTimeoutException>(() => clients.Current.GetAsync(new Uri("http://shop.example/")));
        Assert.Equal(HttpPhase.Resolve, thrown.Phase);
        clients.Dispose(); // ends the connection that nobody waits for any more
        while (!isCanceled)
            await EventLoop.Yield();
    }

    /// <summary>A full backlog leaves the handshake of TCP unanswered.</summary>
    [LoopFact]
    public async Task A_host_that_accepts_no_connection_names_the_connection()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var waiting = new List<Socket>();
        for (var i = 0; i < 4; i++)
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            waiting.Add(client);
            Assert.Throws<SocketException>(() => client.Connect(full.LocalEndPoint!)); // in progress
        }

        using var clients = new LoopHttpClients(new HttpClientOptions { Timeout = TimeSpan.FromMilliseconds(300) });
        var thrown = await Assert.ThrowsAsync<HttpTimeoutException>(() => clients.Current.GetAsync(new Uri($"http://{full.LocalEndPoint}/")));
        Assert.Equal(HttpPhase.Connect, thrown.Phase);
        waiting.ForEach(static each => each.Dispose());
    }

    [LoopFact]
    public async Task A_connection_that_is_reused_names_the_first_byte()
    {
        var calls = 0;
        await ScriptedServer.RunAsync(
            _ => ++calls == 1 ? ScriptedServer.Text("first") : [],
            static (options, server) => (options.BaseAddress, options.AttemptTimeout) = (server.Url, TimeSpan.FromSeconds(1)),
            static async (client, server) =>
            {
                Assert.Equal("first", await client.GetStringAsync("/"));
                var thrown = await Assert.ThrowsAsync<HttpTimeoutException>(() => client.GetStringAsync("/"));
                Assert.Equal(HttpPhase.FirstByte, thrown.Phase);
                Assert.EndsWith("Raise AttemptTimeout if the host needs more time.", thrown.Message, StringComparison.Ordinal);
            });
    }
}
