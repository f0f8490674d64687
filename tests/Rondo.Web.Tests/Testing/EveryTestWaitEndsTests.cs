using System.Reflection;
using Rondo.Api;
using Rondo.Web.Tests.Framework;

namespace Rondo.Web.Tests.Testing;

/// <summary>
/// Every operation of the test client that can wait, against an app that never answers, never reads or never ends: a deadline ends each wait at
/// once.
/// </summary>
public class EveryTestWaitEndsTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);
    private static readonly byte[] s_large = new byte[10_000_000];

    /// <summary>Public methods that return something to wait for, and have no row, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_exempt = new()
    {
        ["TestClient.StartAsync"] = "starts the app, during which virtual time stands still",
        ["TestClient.DisposeAsync"] = "stops the app, which has deadlines of its own, and may be called where no scope is",
        ["TestWebSocket.DisposeAsync"] = "waits for no answer",
        ["TestWebSocket.SendBytesAsync"] = "did not wait: 10 MB that no handler reads were sent at once",
        ["TestWebSocket.SendTextAsync"] = "did not wait: 10 MB that no handler reads were sent at once",
        ["TestWebSocket.SendJsonAsync"] = "did not wait: 10 MB that no handler reads were sent at once",
        ["LoopTestCase.Run"] = "is called by the test framework, outside of scopes",
        ["LoopTheoryTestCase.Run"] = "is called by the test framework, outside of scopes",
        ["LoopFactDiscoverer.Discover"] = "completes at once",
    };

    private static readonly Dictionary<string, Func<TestClient, Task>> s_rows = new()
    {
        ["HttpClient.GetAsync without an answer"] = static client => client.GetAsync("/silent"),
        ["HttpClient.GetAsync half a body"] = static client => client.GetAsync("/half"),
        ["HttpClient.PostAsync body not read"] = static client => client.PostAsync("/silent", new ByteArrayContent(s_large)),
        ["HttpClient.GetStringAsync half a body"] = static client => client.GetStringAsync("/half"),
        ["HttpContent.ReadAsStreamAsync half a body"] = static async client =>
        {
            using var response = await client.GetAsync("/half", HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.CopyToAsync(Stream.Null);
        },
        ["TestClient.CreateHandler"] = static async client =>
        {
            using var other = new HttpClient(client.CreateHandler()) { BaseAddress = client.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
            await other.GetAsync("/silent");
        },
        ["TestClient.WebSocketAsync"] = static client => client.WebSocketAsync("/silent"),
        ["TestClient.EventsAsync without an answer"] = static client => FirstAsync(client.EventsAsync("/silent")),
        ["TestClient.EventsAsync without an event"] = static client => FirstAsync(client.EventsAsync("/events")),
        ["TestWebSocket.ReceiveTextAsync"] = Socket(static socket => socket.ReceiveTextAsync()),
        ["TestWebSocket.ReceiveBytesAsync"] = Socket(static socket => socket.ReceiveBytesAsync()),
        ["TestWebSocket.ReceiveJsonAsync"] = Socket(static socket => socket.ReceiveJsonAsync<int>()),
        ["TestWebSocket.WaitClosedAsync"] = Socket(static socket => socket.WaitClosedAsync()),
        ["TestWebSocket.CloseAsync"] = Socket(static socket => socket.CloseAsync()),
    };

    public static TheoryData<string> Rows => [.. s_rows.Keys];

    [Fact]
    public void Each_operation_that_can_wait_has_a_row_or_a_reason()
    {
        var rows = s_rows.Keys.Select(static row => row.Split(' ')[0]).ToHashSet();
        var operations = typeof(TestClient).Assembly.GetExportedTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(static method => IsWait(method.ReturnType))
            .Select(static method => $"{method.DeclaringType!.Name}.{method.Name}")
            .ToHashSet();
        Assert.Empty(operations.Where(name => !rows.Contains(name) && !s_exempt.ContainsKey(name)).Order());
        Assert.Empty(s_exempt.Keys.Where(name => rows.Contains(name) || !operations.Contains(name)).Order());
    }

    [LoopTheory(Virtual = true), MemberData(nameof(Rows))]
    public async Task A_deadline_ends_each_wait_at_once(string row)
    {
        await using var client = await ApiTest.StartAsync(Map);
        var clock = EventLoop.Current.Clock;
        var started = clock.GetTimestamp();
        Assert.False(await CancelScope.MoveOnAfter(s_deadline, () => s_rows[row](client)), "It did not wait.");
        Assert.Equal(s_deadline, clock.GetElapsedTime(started));
    }

    private static void Map(RondoApp app)
    {
        app.Map("/silent", static async () => await EventLoop.SleepForever());
        app.Get("/half", async (HttpResponse response) =>
        {
            await response.WriteAsync("half");
            await response.Body.FlushAsync();
            await EventLoop.SleepForever();
        });
        app.Get("/events", async (HttpResponse response) =>
        {
            response.ContentType = "text/event-stream";
            await response.Body.FlushAsync();
            await EventLoop.SleepForever();
        });
        app.WebSocket("/socket", async (RawWebSocketSession _) => await EventLoop.SleepForever());
    }

    private static Func<TestClient, Task> Socket(Func<TestWebSocket, Task> wait) => async client =>
    {
        await using var socket = await client.WebSocketAsync("/socket");
        await wait(socket);
    };

    private static async Task FirstAsync(IAsyncEnumerable<TestEvent> events)
    {
        await foreach (var _ in events)
            break;
    }

    private static bool IsWait(Type type) => type == typeof(Task) || type == typeof(ValueTask) || (type.IsGenericType
        && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>)));
}
