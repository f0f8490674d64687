using System.Net;
using Microsoft.Extensions.Hosting;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Web.Tests.Server;
using Channels = System.Threading.Channels;

namespace Rondo.Web.Tests.Api;

/// <summary>What is particular to server-sent events.</summary>
public class EventStreamTests
{
    private static string AnyDriver => AvailableDrivers.All[0];

    [Fact]
    public async Task Whole_events_have_their_fields()
    {
        await using var app = await Start(
            AnyDriver,
            StreamTests.Of(
                new ServerEvent<Thing>(new Thing(1)) { Id = "7", Event = "made", Retry = TimeSpan.FromSeconds(1.5) },
                new ServerEvent<Thing>(new Thing(2)) { Id = "" }));
        using var client = app.OneConnection();
        using var response = await client.GetAsync("/");
        Assert.Equal("no-store, no-cache", response.Headers.CacheControl!.ToString());
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal(
            "event: made\nid: 7\nretry: 1500\ndata: {\"n\":1,\"text\":null}\n\nid: \ndata: {\"n\":2,\"text\":null}\n\n",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("one", "data: one\n\n")]
    [InlineData("", "data: \n\n")]
    [InlineData("a\nb\r\nc\rd", "data: a\ndata: b\ndata: c\ndata: d\n\n")]
    [InlineData("x\n\nid: 5", "data: x\ndata: \ndata: id: 5\n\n")]
    [InlineData("end\n", "data: end\ndata: \n\n")]
    [InlineData("größer", "data: größer\n\n")]
    public async Task Text_is_sent_as_it_is_line_by_line(string text, string sent)
    {
        await using var app = await ServedApp.StartAsync(AnyDriver, app => app.MapGet("/", context => ItemWriter.WriteEventsAsync(context, StreamTests.Of(text), ApiJson.Default.String)));
        using var client = app.OneConnection();
        Assert.Equal(sent, await client.GetStringAsync("/"));
    }

    [Theory]
    [InlineData("1\ndata: forged", null, "ServerEvent.Id has the character U+000A at position 1: a line break would start another field, and ids with NUL are ignored. Remove it before it is sent.")]
    [InlineData("1\0", null, "ServerEvent.Id has the character U+0000 at position 1: a line break would start another field, and ids with NUL are ignored. Remove it before it is sent.")]
    [InlineData(null, "a\rb", "ServerEvent.Event has the character U+000D at position 1: a line break would start another field, and ids with NUL are ignored. Remove it before it is sent.")]
    public async Task Fields_cannot_be_forged(string? id, string? name, string message)
    {
        var failure = Eventually.Source<Exception>();
        await using var app = await ServedApp.StartAsync(AnyDriver, app => app.MapGet("/", async context =>
        {
            try
            {
                await ItemWriter.WriteEventsAsync(context, StreamTests.Of(new ServerEvent<string>("x") { Id = id, Event = name }), ApiJson.Default.String);
            }
            catch (ArgumentException exception)
            {
                failure.SetResult(exception);
                throw;
            }
        }));
        using var client = app.OneConnection();
        using var response = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(message, (await failure.Soon()).Message);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_silent_source_is_pinged_and_loses_no_event(string driver)
    {
        var source = Channels.Channel.CreateUnbounded<Thing>();
        var counting = new Counting(source.Reader.ReadAllAsync());
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", context => ItemWriter.WriteEventsAsync(
            context, counting, ApiJson.Default.Thing, new EventStreamOptions { Heartbeat = TimeSpan.FromMilliseconds(10) })));
        await using var client = await RawClient.GetAsync(app, "/");
        for (var i = 0; i < 3; i++)
        {
            client.Seen.Clear();
            await client.ReadUntilAsync(": ping\n\n");
            await client.ReadUntilAsync(": ping\n\n");
            source.Writer.TryWrite(new Thing(i));
            await client.ReadUntilAsync($"data: {{\"n\":{i},\"text\":null}}\n\n");
        }

        source.Writer.Complete();
        await client.ReadUntilAsync("\r\n0\r\n\r\n");
        Assert.Equal(4, counting.Moves); // three events and the end
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task The_head_is_sent_while_the_first_event_is_waited_for(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", context => ItemWriter.WriteEventsAsync(
            context, Silent(), ApiJson.Default.Thing, new EventStreamOptions { Opening = TimeSpan.FromMilliseconds(1) })));
        await using var client = await RawClient.GetAsync(app, "/");
        Assert.StartsWith("HTTP/1.1 200", await client.ReadUntilAsync("\r\n\r\n"));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_server_that_stops_ends_the_stream_in_good_order(string driver)
    {
        var cleaned = Eventually.Source<CancelKind?>();
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", context => ItemWriter.WriteEventsAsync(
            context, Source(), ApiJson.Default.Thing, new EventStreamOptions { RetryAtStop = TimeSpan.FromMilliseconds(250) })));
        await using var client = await RawClient.GetAsync(app, "/");
        await client.ReadUntilAsync("{\"n\":0,");
        var stopping = app.App.StopAsync();
        Assert.EndsWith("retry: 250\n\n\r\n0\r\n\r\n", await client.ReadToEndAsync());
        await stopping.WaitAsync(Eventually.Patience);
        Assert.Equal(CancelKind.Shutdown, await cleaned.Soon());

        async IAsyncEnumerable<Thing> Source()
        {
            yield return new Thing(0);
            try
            {
                await EventLoop.SleepForever();
            }
            catch (ScopeCanceledException exception)
            {
                cleaned.SetResult(exception.Reason.Kind);
                throw;
            }
        }
    }

    [Theory]
    [InlineData("41", "41 41")]
    [InlineData("abc", "abc none")]
    [InlineData(null, " none")]
    public async Task The_last_id_is_read_from_the_header(string? header, string read)
    {
        await using var app = await ServedApp.StartAsync(AnyDriver, app => app.MapGet("/", context =>
        {
            var last = LastEventId.Of(context);
            return context.Response.WriteAsync($"{last} {(last.TryGetNumber(out var number) ? number : "none")}");
        }));
        using var client = app.OneConnection();
        if (header is not null)
            client.DefaultRequestHeaders.Add("Last-Event-ID", header);
        Assert.Equal(read, await client.GetStringAsync("/"));
    }

    [Fact]
    public async Task Options_that_cannot_work_are_refused()
    {
        await using var app = await ServedApp.StartAsync(AnyDriver, app => app.MapGet("/", async context =>
        {
            var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ItemWriter.WriteEventsAsync(context, Silent(), ApiJson.Default.Thing, new EventStreamOptions { Heartbeat = TimeSpan.Zero }));
            await context.Response.WriteAsync(exception.Message);
        }));
        using var client = app.OneConnection();
        Assert.Equal("EventStreamOptions.Heartbeat is 00:00:00: it has to be positive, or Timeout.InfiniteTimeSpan for none.", await client.GetStringAsync("/"));
    }

    private static Task<ServedApp> Start(string driver, IAsyncEnumerable<ServerEvent<Thing>> source) =>
        ServedApp.StartAsync(driver, app => app.MapGet("/", context => ItemWriter.WriteEventsAsync(context, source, ApiJson.Default.Thing)));

    private static async IAsyncEnumerable<Thing> Silent()
    {
        await EventLoop.SleepForever();
        yield break;
    }

    private sealed class Counting(IAsyncEnumerable<Thing> inner) : IAsyncEnumerable<Thing>, IAsyncEnumerator<Thing>
    {
        private readonly IAsyncEnumerator<Thing> _inner = inner.GetAsyncEnumerator();

        internal int Moves { get; private set; }

        public Thing Current => _inner.Current;

        public IAsyncEnumerator<Thing> GetAsyncEnumerator(CancellationToken cancellationToken = default) => this;

        public ValueTask<bool> MoveNextAsync()
        {
            Moves++;
            return _inner.MoveNextAsync();
        }

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }
}
