using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Rondo.Web.Tests.Server;

/// <summary>The request is a scope: what it awaits ends with it.</summary>
public class RequestScopeTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_disconnects_cancels_what_the_handler_awaits(string driver)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", () => WaitForEver(entered, ended)));
        await using (var stream = await app.ConnectAsync())
        {
            await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            await entered.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }

        var canceled = Assert.IsType<ScopeCanceledException>(await ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(CancelKind.Disconnected, canceled.Reason.Kind);
        Assert.Equal("Canceled: the client closed the connection (scope 'request').", canceled.Message);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_reset_of_one_http2_stream_cancels_that_request_alone(string driver)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await ServedApp.StartAsync(
            driver,
            app =>
            {
                app.MapGet("/wait", () => WaitForEver(entered, ended));
                app.MapGet("/", static () => "other");
            },
            listen: static listen => listen.Protocols = HttpProtocols.Http2);
        using var client = app.OneConnection(HttpVersion.Version20);
        using var source = new CancellationTokenSource();
        var waiting = client.GetStringAsync("/wait", source.Token);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var canceled = Assert.IsType<ScopeCanceledException>(await ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(CancelKind.Disconnected, canceled.Reason.Kind);
        Assert.Equal("other", await client.GetStringAsync("/"));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_request_over_its_deadline_is_cancelled_and_answered_504(string driver)
    {
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await ServedApp.StartAsync(
            driver,
            app => app.MapGet("/", () => WaitForEver(null, ended)),
            static options => options.RequestDeadline = TimeSpan.FromMilliseconds(50));
        using var client = app.OneConnection();
        using var response = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal(CancelKind.Deadline, Assert.IsType<ScopeCanceledException>(await ended.Task).Reason.Kind);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_request_over_its_deadline_breaks_off_an_answer_that_has_started_in_either_protocol(string driver)
    {
        foreach (var (version, protocols) in new[] { (HttpVersion.Version11, HttpProtocols.Http1), (HttpVersion.Version20, HttpProtocols.Http2) })
        {
            await using var app = await ServedApp.StartAsync(
                driver,
                static app => app.MapGet("/", static async context =>
                {
                    await context.Response.WriteAsync("part 1");
                    await EventLoop.SleepForever();
                }),
                static options => options.RequestDeadline = TimeSpan.FromMilliseconds(50),
                listen: listen => listen.Protocols = protocols);
            using var client = app.OneConnection(version);
            using var response = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_server_that_stops_cancels_what_is_left_after_the_grace_period(string driver)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/", () => WaitForEver(entered, ended)));
        await using var stream = await app.ConnectAsync();
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(20));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await app.App.StopAsync(patience.Token);
        Assert.IsType<ScopeCanceledException>(await ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_scope_does_not_reach_into_the_next_request_of_the_connection(string driver)
    {
        var local = new AsyncLocal<string?>();
        await using var app = await ServedApp.StartAsync(driver, app => app.MapGet("/{value}", async (string value) =>
        {
            var before = local.Value;
            local.Value = value;
            var scope = CancelScope.Current!;
            await EventLoop.Yield();
            return $"{before ?? "nothing"} {scope.Name} {scope.IsCanceled}";
        }));
        using var client = app.OneConnection();
        Assert.Equal("nothing request False", await client.GetStringAsync("/a"));
        Assert.Equal("nothing request False", await client.GetStringAsync("/b"));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_handler_that_throws_answers_500_and_the_connection_lives(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app =>
        {
            app.MapGet("/now", static string () => throw new InvalidDataException("now"));
            app.MapGet("/later", static async Task<string> () =>
            {
                await EventLoop.Yield();
                throw new InvalidDataException("later");
            });
            app.MapGet("/", static () => "fine");
        });
        await using var stream = await app.ConnectAsync();
        foreach (var path in new[] { "/now", "/later" })
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
            Assert.StartsWith("HTTP/1.1 500", await RawHttp.ReadResponseAsync(stream));
        }

        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
        Assert.EndsWith("fine", await RawHttp.ReadResponseAsync(stream));
    }

    private static async Task WaitForEver(TaskCompletionSource? entered, TaskCompletionSource<Exception> ended)
    {
        try
        {
            entered?.TrySetResult();
            await EventLoop.SleepForever();
        }
        catch (Exception exception)
        {
            ended.TrySetResult(exception);
            throw;
        }
    }
}
