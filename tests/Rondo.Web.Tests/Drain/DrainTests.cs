using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Rondo.Soak;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Drain;

/// <summary>SIGTERM under load: nothing that was sent stays unanswered, and the process ends in time. bench/drain.py does the same a hundred times, beside other servers.</summary>
[Trait("Speed", "Slow")]
public class DrainTests
{
    private const int Runs = 3;
    private static readonly (string, string) s_deadline = ("DOTNET_SHUTDOWNTIMEOUTSECONDS", "10");

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Busy_keep_alive_clients_lose_no_request(string driver)
    {
        for (var run = 0; run < Runs; run++)
        {
            await using var server = await ServerProcess.StartLoadAsync("rondo", driver, null, s_deadline);
            var clients = new List<BusyClient>();
            for (var i = 0; i < 20; i++)
                clients.Add(new BusyHttp1(await server.ConnectAsync()));
            await StopAsync(server, clients, BusyHttp1.Request("/plaintext"));
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Five_hundred_busy_clients_lose_no_request(string driver)
    {
        await using var server = await ServerProcess.StartLoadAsync("rondo", driver, null, s_deadline);
        var clients = new List<BusyClient>();
        for (var i = 0; i < 500; i++)
            clients.Add(new BusyHttp1(await server.ConnectAsync()));
        await StopAsync(server, clients, BusyHttp1.Request("/work/5"));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Web_sockets_lose_no_message_and_are_closed_with_1001(string driver)
    {
        for (var run = 0; run < Runs; run++)
        {
            await using var server = await ServerProcess.StartLoadAsync("api", driver, null, s_deadline);
            var clients = new List<BusyClient>();
            for (var i = 0; i < 20; i++)
                clients.Add(await BusyWebSocket.ConnectAsync(server, "/ws"));
            await StopAsync(server, clients, BusyWebSocket.Message);
            Assert.All(clients, static client => Assert.Equal(1001, ((BusyWebSocket)client).Status));
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Http2_clients_lose_no_request(string driver)
    {
        for (var run = 0; run < Runs; run++)
        {
            await using var server = await ServerProcess.StartLoadAsync("rondo", driver, null, s_deadline, ("Kestrel__EndpointDefaults__Protocols", "Http2"));
            using var http = new HttpClient
            {
                BaseAddress = server.Address,
                DefaultRequestVersion = HttpVersion.Version20,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Timeout = TimeSpan.FromSeconds(40),
            };
            Assert.Equal("Hello, World!", await http.GetStringAsync("/plaintext"));
            var clients = Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
            {
                while (true)
                {
                    try
                    {
                        Assert.Equal("done", await http.GetStringAsync("/work/2"));
                    }
                    catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
                    {
                        return; // nobody listens any more: it was not sent
                    }
                    catch (HttpRequestException exception) when (exception.InnerException is HttpProtocolException { ErrorCode: 0 })
                    {
                        // GOAWAY on each of the connections that HttpClient tried: the server did not process it (RFC 9113, section 6.8).
                    }
                }
            })).ToArray();
            server.Stop();
            await AssertEndsInTimeAsync(server);
            await Task.WhenAll(clients); // anything else fails them
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Who_is_still_in_the_backlog_is_answered(string driver)
    {
        await using var server = await ServerProcess.StartLoadAsync("rondo", driver, null, s_deadline);
        var clients = new List<(NetworkStream Stream, Task<Fate> Fate)>();
        for (var i = 0; i < 100; i++)
        {
            var stream = await server.ConnectAsync();
            clients.Add((stream, new BusyHttp1(stream).RunAsync(BusyHttp1.Request("/work/1"))));
        }

        server.Stop();
        Assert.All(await Task.WhenAll(clients.Select(static client => client.Fate)), static fate => Assert.Equal(Ending.Told, fate.Ending));
        await AssertEndsInTimeAsync(server);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_request_on_an_idle_connection_that_crosses_the_signal_is_answered(string driver)
    {
        await using var server = await ServerProcess.StartLoadAsync("rondo", driver, null, s_deadline);
        var streams = new List<NetworkStream>();
        for (var i = 0; i < 50; i++)
        {
            streams.Add(await server.ConnectAsync());
            await streams[i].WriteAsync(BusyHttp1.Request("/plaintext"));
            Assert.EndsWith("Hello, World!", await RawHttp.ReadResponseAsync(streams[i]));
        }

        server.Stop();
        var fates = await Task.WhenAll(streams.Select(static stream => new BusyHttp1(stream).RunAsync(BusyHttp1.Request("/plaintext"))));
        Assert.All(fates, static fate => Assert.NotEqual(Ending.Lost, fate.Ending));
        await AssertEndsInTimeAsync(server);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_is_at_work_finishes(string driver)
    {
        await using var server = await ServerProcess.StartLoadAsync("rondo", driver, null, s_deadline);
        await using var stream = await server.ConnectAsync();
        await stream.WriteAsync(BusyHttp1.Request("/work/1000"));
        await using (var other = await server.ConnectAsync())
        {
            // It was sent later, and has been answered: the first one is in its handler.
            await other.WriteAsync(BusyHttp1.Request("/plaintext"));
            await RawHttp.ReadResponseAsync(other);
        }

        server.Stop();
        var answer = await RawHttp.ReadResponseAsync(stream);
        Assert.StartsWith("HTTP/1.1 200 ", answer);
        Assert.EndsWith("done", answer);
        Assert.Contains("\r\nConnection: close\r\n", answer, StringComparison.OrdinalIgnoreCase);
        await AssertEndsInTimeAsync(server);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_never_ends_is_cut_off_at_the_deadline(string driver)
    {
        await using var server = await ServerProcess.StartLoadAsync("rondo", driver, null, ("DOTNET_SHUTDOWNTIMEOUTSECONDS", "1"));
        await using var stream = await HangAsync(server);
        server.Stop();
        var (took, _) = await server.WaitForExitAsync();
        Assert.InRange(took.TotalSeconds, 0.5, 6);
        Assert.Equal(0, await EndAsync(stream));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_second_signal_forces(string driver)
    {
        await using var server = await ServerProcess.StartLoadAsync("rondo", driver, null, ("DOTNET_SHUTDOWNTIMEOUTSECONDS", "30"));
        await using var stream = await HangAsync(server);
        server.Stop();
        await RefusedAsync(server); // the first signal has been taken
        Assert.False(server.HasExited);
        await Task.Delay(300, TestContext.Current.CancellationToken); // one that comes at once is taken for the same request
        server.Stop();
        var (took, status) = await server.WaitForExitAsync();
        Assert.InRange(took.TotalSeconds, 0, 10);
        Assert.Equal(128 + 15, status);
    }

    private static async Task StopAsync(ServerProcess server, List<BusyClient> clients, byte[] request)
    {
        var fates = clients.Select(client => client.RunAsync(request)).ToArray();
        await await Task.WhenAny(Task.WhenAll(clients.Select(static client => client.Served)), Task.WhenAny(fates)).WaitAsync(Eventually.Patience);
        Assert.All(fates, static fate => Assert.False(fate.IsCompleted, "A client ended before the server was stopped."));
        server.Stop();
        await AssertEndsInTimeAsync(server);
        Assert.All(await Task.WhenAll(fates), static fate => Assert.Equal(Ending.Told, fate.Ending));
    }

    private static async Task AssertEndsInTimeAsync(ServerProcess server)
    {
        var (took, status) = await server.WaitForExitAsync();
        Assert.InRange(took.TotalSeconds, 0, 10);
        Assert.Equal(0, status);
    }

    /// <summary>A request that is in a handler which never ends.</summary>
    private static async Task<NetworkStream> HangAsync(ServerProcess server)
    {
        var stream = await server.ConnectAsync();
        await stream.WriteAsync(BusyHttp1.Request("/forever"));
        await using var other = await server.ConnectAsync();
        await other.WriteAsync(BusyHttp1.Request("/plaintext"));
        await RawHttp.ReadResponseAsync(other);
        return stream;
    }

    private static async Task RefusedAsync(ServerProcess server)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(20))
        {
            try
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(server.Address.Host, server.Address.Port);
            }
            catch (SocketException)
            {
                return;
            }
        }

        Assert.Fail("The server still accepts connections.");
    }

    /// <summary>How many bytes come before the end.</summary>
    private static async Task<int> EndAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1024]).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
