using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Rondo.Server;
using Rondo.Web.Tests.Api;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Faults;

/// <summary>Peers that are slow, or have said all they had to say, and handlers that fail.</summary>
public class OddPeerTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Who_has_shut_down_its_sending_side_is_answered_by_a_handler_that_completes(string driver)
    {
        await using var app = await StartAsync(driver);
        foreach (var path in new[] { "/now", "/large" })
        {
            await using var stream = await app.ConnectAsync();
            await stream.SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            stream.Socket.Shutdown(SocketShutdown.Send);
            var answer = await stream.ReadAllAsync();
            Assert.StartsWith("HTTP/1.1 200 ", answer);
            Assert.True(answer.Contains("end.", StringComparison.Ordinal), $"{path}: the answer is cut off after {answer.Length} bytes.");
        }

        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Who_has_shut_down_its_sending_side_has_left_for_a_handler_that_waits(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        stream.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await stream.ReadAllAsync());
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_overcomes_the_clients_leaving_is_heard(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET /stubborn HTTP/1.1\r\nHost: a\r\n\r\n");
        stream.Socket.Shutdown(SocketShutdown.Send);
        Assert.Contains("the client went away; RequestAborted: True", await stream.ReadAllAsync(), StringComparison.Ordinal);
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Pipelined_requests_are_answered_after_the_sending_side_has_been_shut_down(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync(string.Concat(Enumerable.Repeat("GET /now HTTP/1.1\r\nHost: a\r\n\r\n", 50)));
        stream.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(51, (await stream.ReadAllAsync()).Split("HTTP/1.1 200 ").Length);
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task Half_a_request_before_the_end_of_stream_is_no_request(string driver)
    {
        await using var app = await StartAsync(driver);
        const string Request = "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789";
        for (var sent = 0; sent < Request.Length; sent++)
        {
            await using var stream = await app.ConnectAsync();
            await stream.SendAsync(Request[..sent]);
            stream.Socket.Shutdown(SocketShutdown.Send);
            var answer = await stream.ReadAllAsync();
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), $"After {sent} bytes: {answer}");
        }

        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_writer_that_sends_byte_by_byte_is_answered(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var stream = await app.ConnectAsync();
        foreach (var one in "POST /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n")
        {
            await stream.SendAsync(one.ToString());
            await Task.Yield();
        }

        Assert.EndsWith("10", await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reader_with_a_tiny_window_gets_every_byte(string driver)
    {
        await using var app = await StartAsync(driver);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 2048 };
        await socket.ConnectAsync(app.Address.Host, app.Address.Port);
        await using var stream = new NetworkStream(socket);
        await stream.SendAsync("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        var buffer = new byte[700];
        var all = new StringBuilder();
        for (int read; (read = await stream.ReadAsync(buffer).AsTask().WaitAsync(Eventually.Patience)) > 0;)
            all.Append(Encoding.ASCII.GetString(buffer, 0, read));
        var answer = all.ToString();
        Assert.Equal(2_000_000, answer.Count(static letter => letter == '~'));
        Assert.Contains("end.", answer[^20..], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_throws_after_the_answer_has_started_breaks_it_visibly(string driver)
    {
        await using var app = await StartAsync(driver);
        foreach (var path in new[] { "/late", "/late-length" })
        {
            await using var stream = await app.ConnectAsync();
            await stream.SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            using var received = new MemoryStream();
            await stream.CopyToAsync(received).WaitAsync(Eventually.Patience); // an end, not a reset, which could take away what was sent before
            var answer = Encoding.ASCII.GetString(received.ToArray());
            Assert.StartsWith("HTTP/1.1 200 ", answer);
            Assert.Contains("begun", answer, StringComparison.Ordinal);
            Assert.False(answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal), $"{path}: a broken answer looks whole.");
        }

        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_throws_before_the_answer_has_started_costs_no_connection(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var stream = await app.ConnectAsync();
        for (var i = 0; i < 3; i++)
        {
            await stream.SendAsync("GET /early HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 500 ", await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience));
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_never_ends_is_cut_off_at_its_deadline(string driver)
    {
        await using var app = await StartAsync(driver, static options => options.RequestDeadline = TimeSpan.FromMilliseconds(20));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 504 ", await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience));
        await stream.SendAsync("GET /now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        Assert.Contains("end.", await stream.ReadAllAsync(), StringComparison.Ordinal);
        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_is_cut_off_after_the_answer_has_started_breaks_it_visibly(string driver)
    {
        await using var app = await StartAsync(driver, static options => options.RequestDeadline = TimeSpan.FromMilliseconds(20));
        foreach (var path in new[] { "/part", "/part-unflushed", "/part-length" })
        {
            await using var stream = await app.ConnectAsync();
            await stream.SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            AssertBroken(await stream.ReadAllAsync(), path);
        }

        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_whose_half_closed_client_counts_as_gone_breaks_an_answer_that_has_started_visibly(string driver)
    {
        await using var app = await StartAsync(driver);
        foreach (var path in new[] { "/part", "/part-unflushed", "/part-length" })
        {
            await using var stream = await app.ConnectAsync();
            await stream.SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n");
            stream.Socket.Shutdown(SocketShutdown.Send);
            AssertBroken(await stream.ReadAllAsync(), path);
        }

        await app.AssertWellAsync();
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task An_answer_that_was_complete_before_its_handler_was_cut_off_is_whole(string driver)
    {
        await using var app = await StartAsync(driver, static options => options.RequestDeadline = TimeSpan.FromMilliseconds(20));
        await using var stream = await app.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await stream.SendAsync("GET /complete HTTP/1.1\r\nHost: a\r\n\r\n");
            Assert.EndsWith("all", await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience));
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_is_cut_off_before_it_wrote_what_it_had_announced_is_answered_504(string driver)
    {
        await using var app = await StartAsync(driver, static options => options.RequestDeadline = TimeSpan.FromMilliseconds(20));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET /announced HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 504 ", await RawHttp.ReadResponseAsync(stream).WaitAsync(Eventually.Patience));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_fails_with_an_IO_error_after_a_half_close_does_not_look_successful(string driver)
    {
        await using var app = await StartAsync(driver);
        await using var stream = await app.ConnectAsync();
        // The second one, whose answer would be taken for that of the first.
        await stream.SendAsync("POST /save HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\ndata" + "GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
        stream.Socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await stream.ReadAllAsync());
        await app.AssertWellAsync();
    }

    private static void AssertBroken(string answer, string path)
    {
        Assert.StartsWith("HTTP/1.1 200 ", answer);
        Assert.Contains("part 1", answer, StringComparison.Ordinal);
        Assert.False(answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal), $"{path}: a broken answer looks whole.");
    }

    private static Task<ServedApp> StartAsync(string driver, Action<RondoServerOptions>? configure = null) => ServedApp.StartAsync(driver, static app =>
    {
        app.MapGet("/well", static () => "yes");
        app.MapGet("/now", static () => "end.");
        app.MapGet("/wait", static async () => await EventLoop.SleepForever());
        app.MapGet("/stubborn", static async (HttpContext context) =>
        {
            try
            {
                await EventLoop.SleepForever();
                return "";
            }
            catch (OperationCanceledException)
            {
                return $"the client went away; RequestAborted: {context.RequestAborted.IsCancellationRequested}";
            }
        });
        app.MapGet("/large", static async context =>
        {
            var piece = new string('~', 20_000);
            for (var i = 0; i < 100; i++)
                await context.Response.WriteAsync(piece);
            await context.Response.WriteAsync("end.");
        });
        app.MapPost("/read", static async context => await context.Response.WriteAsync((await new StreamReader(context.Request.Body).ReadToEndAsync()).Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        app.MapPost("/save", static async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            var left = Eventually.Source();
            context.RequestAborted.Register(left.SetResult);
            await left.Task;
            throw new IOException("No space left on device");
        });
        app.MapGet("/part", static context => PartAsync(context, null, flushes: true));
        app.MapGet("/part-unflushed", static context => PartAsync(context, null, flushes: false));
        app.MapGet("/part-length", static context => PartAsync(context, 100, flushes: true));
        app.MapGet("/complete", static async context =>
        {
            await context.Response.WriteAsync("all");
            await context.Response.CompleteAsync();
            await EventLoop.SleepForever();
        });
        app.MapGet("/announced", static async context =>
        {
            context.Response.ContentLength = 100;
            await EventLoop.SleepForever();
        });
        app.MapGet("/early", static string () => throw new InvalidOperationException("before the response has started"));
        app.MapGet("/late", static context => LateAsync(context, null));
        app.MapGet("/late-length", static context => LateAsync(context, 100));
    }, configure);

    private static async Task PartAsync(HttpContext context, long? length, bool flushes)
    {
        context.Response.ContentLength = length;
        await context.Response.WriteAsync("part 1");
        if (!flushes)
            context.Response.BodyWriter.Write("part 2"u8);
        await EventLoop.SleepForever();
    }

    private static async Task LateAsync(HttpContext context, long? length)
    {
        context.Response.ContentLength = length;
        await context.Response.WriteAsync("begun");
        await context.Response.Body.FlushAsync();
        throw new InvalidOperationException("after the response has started");
    }
}
