using System.Net;
using System.Runtime.CompilerServices;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Web.Tests.Server;
using Channels = System.Threading.Channels;

namespace Rondo.Web.Tests.Api;

/// <summary>JSON arrays, JSON Lines and server-sent events out.</summary>
public class StreamTests
{
    public static TheoryData<string, string, string> Formats => new()
    {
        { "/array", "application/json; charset=utf-8", """[{"n":0,"text":null},{"n":1,"text":"a\nb"}]""" },
        { "/lines", "application/jsonl", "{\"n\":0,\"text\":null}\n{\"n\":1,\"text\":\"a\\nb\"}\n" },
        { "/events", "text/event-stream", "data: {\"n\":0,\"text\":null}\n\ndata: {\"n\":1,\"text\":\"a\\nb\"}\n\n" },
    };

    public static TheoryData<string, string> DriversAndPaths
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var driver in AvailableDrivers.All)
            {
                foreach (var path in (string[])["/array", "/lines", "/events"])
                    data.Add(driver, path);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Each_format_is_exact(string path, string type, string body)
    {
        await using var app = await Start(() => Of(new Thing(0), new Thing(1, "a\nb")));
        using var client = app.OneConnection();
        using var response = await client.GetAsync(path);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/array", "[]")]
    [InlineData("/lines", "")]
    [InlineData("/events", "")]
    public async Task Nothing_yielded_is_an_empty_answer(string path, string body)
    {
        await using var app = await Start(() => Of<Thing>());
        using var client = app.OneConnection();
        using var response = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(DriversAndPaths))]
    public async Task What_was_yielded_is_there_before_the_source_is_waited_for(string driver, string path)
    {
        var source = Channels.Channel.CreateUnbounded<Thing>();
        await using var app = await Start(() => source.Reader.ReadAllAsync(), driver);
        await using var client = await RawClient.GetAsync(app, path);
        for (var i = 0; i < 3; i++)
        {
            source.Writer.TryWrite(new Thing(i));
            await client.ReadUntilAsync($"{{\"n\":{i},");
        }

        source.Writer.Complete();
        await client.ReadUntilAsync("\r\n0\r\n\r\n");
    }

    [Theory]
    [MemberData(nameof(DriversAndPaths))]
    public async Task An_error_before_the_first_item_is_an_answer_of_its_own(string driver, string path)
    {
        await using var app = await Start(Failing, driver);
        using var client = app.OneConnection();
        using var response = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("No such list.", await response.Content.ReadAsStringAsync());

        static async IAsyncEnumerable<Thing> Failing()
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
            if (EventLoop.Current.Name.Length > 0)
                throw new NotFound("No such list.");
            yield return new Thing(0);
        }
    }

    [Theory]
    [InlineData("/array")]
    [InlineData("/lines")]
    public async Task Items_that_were_not_sent_yet_do_not_spoil_the_answer_of_an_error(string path)
    {
        await using var app = await Start(Failing);
        using var client = app.OneConnection();
        using var response = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("Changed meanwhile.", await response.Content.ReadAsStringAsync());

#pragma warning disable CS1998 // a source that never waits
        static async IAsyncEnumerable<Thing> Failing()
        {
            yield return new Thing(0);
            throw new Conflict("Changed meanwhile.");
        }
#pragma warning restore CS1998
    }

    [Theory]
    [MemberData(nameof(DriversAndPaths))]
    public async Task An_error_after_the_start_cuts_the_answer_off(string driver, string path)
    {
        var fail = Eventually.Source();
        await using var app = await Start(Failing, driver);
        await using var client = await RawClient.GetAsync(app, path);
        await client.ReadUntilAsync("{\"n\":0,");
        fail.SetResult();
        var answer = await client.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer);
        Assert.DoesNotContain("\r\n0\r\n", answer); // no end of the chunks
        Assert.DoesNotContain("]", answer.Split("\r\n\r\n", 2)[1]);
        Assert.DoesNotContain("broken", answer);

        async IAsyncEnumerable<Thing> Failing()
        {
            yield return new Thing(0);
            await fail.Task;
            throw new InvalidDataException("broken");
        }
    }

    [Theory]
    [MemberData(nameof(DriversAndPaths))]
    public async Task A_client_that_leaves_cancels_the_source_and_its_cleanup_may_await(string driver, string path)
    {
        var events = new Events();
        await using var app = await Start(Source, driver);
        await using (var client = await RawClient.GetAsync(app, path))
            await client.ReadUntilAsync("{\"n\":0,");
        Assert.Equal("Disconnected, cleaned up", await events.Ended.Soon());

        async IAsyncEnumerable<Thing> Source()
        {
            try
            {
                yield return new Thing(0);
                await EventLoop.SleepForever();
            }
            finally
            {
                var kind = CancelScope.Current!.IsCanceled ? "Disconnected" : "not cancelled";
                await CancelScope.Shield(TimeSpan.FromSeconds(5), async () => await EventLoop.Sleep(TimeSpan.FromMilliseconds(1)));
                events.Ended.TrySetResult($"{kind}, cleaned up");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Cleanup_of_a_source_that_stands_at_a_yield_is_shielded(string driver)
    {
        var events = new Events();
        await using var app = await Start(Source, driver);
        await using (var client = await RawClient.GetAsync(app, "/lines"))
            await client.ReadUntilAsync("{\"n\":0,");
        Assert.Equal("cleaned up", await events.Ended.Soon());

        // Never awaits inside: the cancellation finds it at its yield, between two items.
#pragma warning disable CS1998
        async IAsyncEnumerable<Thing> Source()
        {
            try
            {
                for (var i = 0; ; i++)
                    yield return new Thing(i, new string('x', 1000));
            }
            finally
            {
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                events.Ended.TrySetResult("cleaned up");
            }
        }
#pragma warning restore CS1998
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_source_that_never_waits_leaves_the_loop_to_others(string driver)
    {
        await using var app = await Start(Source, driver);
        await using var client = await RawClient.GetAsync(app, "/lines");
        await client.ReadUntilAsync("{\"n\":0,");
        var reading = Drain();
        using var other = app.OneConnection();
        for (var i = 0; i < 10; i++)
            Assert.Equal("other", await other.GetStringAsync("/other"));
        await client.DisposeAsync();
        await reading;

        async Task Drain()
        {
            try
            {
                while (await client.ReadAsync() > 0)
                    client.Seen.Clear();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
            }
        }

#pragma warning disable CS1998
        static async IAsyncEnumerable<Thing> Source()
        {
            for (var i = 0; ; i++)
                yield return new Thing(i);
        }
#pragma warning restore CS1998
    }

    [Theory]
    [Trait("Speed", "Slow")]
    [MemberData(nameof(DriversAndPaths))]
    public async Task A_slow_client_holds_the_source_back_and_loses_nothing(string driver, string path)
    {
        const int Items = 20_000;
        var made = 0;
        await using var app = await Start(Source, driver, rate: false);
        await using var client = await RawClient.GetAsync(app, path);
        await client.ReadUntilAsync("{\"n\":0,");
        var before = -1;
        while (before != Volatile.Read(ref made))
        {
            before = Volatile.Read(ref made);
            await Task.Delay(100);
        }

        Assert.InRange(before, 1, Items - 1); // held back by what the kernel and the pipes hold, far below 100 MB
        var answer = await client.ReadUntilEndOfChunksAsync();
        Assert.Equal(Items, Volatile.Read(ref made));
        Assert.Equal(Items, answer);

        async IAsyncEnumerable<Thing> Source()
        {
            var text = new string('x', 5000);
            for (var i = 0; i < Items; i++)
            {
                made++;
                yield return new Thing(i, text);
                if (i % 100 == 0)
                    await EventLoop.Yield();
            }
        }
    }

    [Theory]
    [InlineData("*/*", "application/json")]
    [InlineData("text/html, application/xhtml+xml, */*;q=0.8", "application/json")]
    [InlineData("application/jsonl", "application/jsonl")]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("text/event-stream", "text/event-stream")]
    [InlineData("application/json;q=0.5, text/event-stream", "text/event-stream")]
    [InlineData("application/json;q=0.1, application/*;q=0.9", "application/jsonl")]
    [InlineData("application/json;q=0, */*", "application/jsonl")]
    [InlineData("TEXT/EVENT-STREAM", "text/event-stream")]
    [InlineData("garbage", "application/json")]
    public async Task The_accept_header_chooses_the_format(string accept, string type)
    {
        await using var app = await Start(() => Of(new Thing(0)));
        using var client = app.OneConnection();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        using var response = await client.GetAsync("/negotiated");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Accept", response.Headers.Vary.ToString());
    }

    [Fact]
    public async Task Nothing_acceptable_is_406()
    {
        await using var app = await Start(() => Of(new Thing(0)));
        using var client = app.OneConnection();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "image/png");
        using var response = await client.GetAsync("/negotiated");
        Assert.Equal(HttpStatusCode.NotAcceptable, response.StatusCode);
        Assert.Equal(
            "This endpoint answers with application/json, application/jsonl, application/x-ndjson or text/event-stream, and none of them is in the Accept header 'image/png'.",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/array")]
    [InlineData("/lines")]
    [InlineData("/events")]
    public async Task A_head_request_does_not_start_the_source(string path)
    {
        var started = 0;
        await using var app = await Start(() => Of(new Thing(started++)));
        using var client = app.OneConnection();
        using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(response.Content.Headers.ContentType);
    }

    private static Task<ServedApp> Start(Func<IAsyncEnumerable<Thing>> source, string? driver = null, bool rate = true) => ServedApp.StartAsync(
        driver ?? AvailableDrivers.All[0],
        app =>
        {
            app.UseSimpleProblems();
            app.MapMethods("/array", ["GET", "HEAD"], context => ItemWriter.WriteJsonArrayAsync(context, source(), ApiJson.Default.Thing));
            app.MapMethods("/lines", ["GET", "HEAD"], context => ItemWriter.WriteJsonLinesAsync(context, source(), ApiJson.Default.Thing));
            app.MapMethods("/events", ["GET", "HEAD"], context => ItemWriter.WriteEventsAsync(context, source(), ApiJson.Default.Thing));
            app.MapGet("/negotiated", context => ItemWriter.WriteNegotiatedAsync(context, source(), ApiJson.Default.Thing));
            app.MapGet("/other", static context => context.Response.WriteAsync("other"));
        },
        build: builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MinResponseDataRate = rate ? kestrel.Limits.MinResponseDataRate : null));

#pragma warning disable CS1998
    internal static async IAsyncEnumerable<T> Of<T>(params T[] items)
    {
        foreach (var item in items)
            yield return item;
    }
#pragma warning restore CS1998

    private sealed class Events
    {
        internal TaskCompletionSource<string> Ended { get; } = Eventually.Source<string>();
    }
}
