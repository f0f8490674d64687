using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Rondo.OpenTelemetry.Tests;

/// <summary>The activity of a request stays current across each kind of await, while other requests run on the same loop.</summary>
[Collection("Activities")]
public sealed class ActivityFlowTests
{
    private static readonly string[] s_ways =
        ["yield", "sleep", "offload", "foreign", "pool", "group", "gather", "invoke", "statement", "transaction", "rows", "client", "lines", "detached"];

    public static TheoryData<string> Ways => [.. s_ways];

    [LoopTheory, MemberData(nameof(Ways))]
    public async Task A_handler_keeps_its_trace(string way)
    {
        using var listener = Listen();
        await using var client = await StartAsync();
        await AskAsync(client, way);
    }

    /// <summary>Requests that interleave in every order of their waits: no handler sees the trace of another one.</summary>
    [LoopFact]
    public async Task Requests_that_interleave_on_a_loop_keep_their_traces()
    {
        using var listener = Listen();
        await using var client = await StartAsync();
        await TaskGroup.RunAsync(group =>
        {
            for (var round = 0; round < 5; round++)
            {
                foreach (var way in s_ways)
                    group.Start(() => AskAsync(client, way));
            }

            return Task.CompletedTask;
        });
    }

    private static async Task AskAsync(TestClient client, string way)
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{way}");
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{way} {trace} {trace}", await response.Content.ReadAsStringAsync());
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Microsoft.AspNetCore" or "Rondo.Data" or "System.Net.Http" or "Rondo.Jobs",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task<TestClient> StartAsync()
    {
        var app = RondoApp.Create([], static builder => builder.AddDatabase("sqlite::memory:"));
        foreach (var way in s_ways)
        {
            ((IEndpointRouteBuilder)app).MapGet($"/{way}", async (HttpContext http) =>
            {
                var before = Activity.Current;
                var inside = await AwaitAsync(way, http.RequestServices.GetRequiredService<Database>());
                Assert.Same(before, Activity.Current);
                return $"{way} {before?.TraceId} {inside}";
            });
        }

        return await TestClient.StartAsync(app);
    }

    /// <summary>Awaits, and returns the trace that was current inside.</summary>
    private static async Task<string?> AwaitAsync(string way, Database db)
    {
        switch (way)
        {
            case "yield":
                await EventLoop.Yield();
                return Trace();
            case "sleep":
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(2));
                return Trace();
            case "offload":
                return await Offload.RunAsync(Trace);
            case "foreign":
                await Task.Delay(2);
                return Trace();
            case "pool":
                return await Task.Run(Trace);
            case "group":
                return await TaskGroup.RunAsync(async group => await group.Start(AfterSleepAsync));
            case "gather":
                return (await Gather.AllAsync([AfterSleepAsync, AfterSleepAsync]))[1];
            case "invoke":
                return await EventLoop.Current.InvokeAsync(AfterSleepAsync);
            case "statement":
                await db.ScalarAsync<long>($"SELECT 1");
                return Trace();
            case "transaction":
                return await db.TransactionAsync(async transaction =>
                {
                    await transaction.ScalarAsync<long>($"SELECT 1");
                    return Trace();
                });
            case "rows":
                var trace = "";
                await foreach (var _ in db.StreamAsync<long>($"SELECT 1 UNION SELECT 2"))
                    trace = Trace();
                return trace;
            case "client":
                return await AskUpstreamAsync();
            case "lines":
                await foreach (var line in LinesAsync())
                    trace = line;
                return Trace();
            default:
                var done = new TaskCompletionSource<string?>();
                await TaskGroup.RunAsync(group =>
                {
                    group.Start(async () => done.SetResult(await AfterSleepAsync()));
                    return Task.CompletedTask;
                });
                return await done.Task;
        }
    }

    private static string? Trace() => Activity.Current?.TraceId.ToHexString();

    private static async Task<string?> AfterSleepAsync()
    {
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
        return Trace();
    }

    private static async IAsyncEnumerable<string?> LinesAsync()
    {
        for (var line = 0; line < 3; line++)
        {
            await EventLoop.Yield();
            yield return Trace();
        }
    }

    /// <summary>Returns the trace that a client has sent.</summary>
    private static async Task<string?> AskUpstreamAsync()
    {
        using var clients = new LoopHttpClients(new HttpClientOptions { PrimaryHandler = static () => new SocketsHttpHandler() });
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return await TaskGroup.RunAsync(async group =>
        {
            var server = group.Start(async () =>
            {
                using var connection = await listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(connection.GetStream());
                var sent = "";
                while (await reader.ReadLineAsync() is { Length: > 0 } line)
                    sent = line.StartsWith("traceparent: 00-", StringComparison.Ordinal) ? line[16..48] : sent;
                await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                return sent;
            });
            using var response = await clients.Current.GetAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
            return await server;
        });
    }
}
