using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Web.Tests.Faults;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Drain;

/// <summary>ConnectionClosedRequested, whose callbacks are the app's: one that is slow, or throws, is nobody else's trouble.</summary>
public class ClosingTokenTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_callback_that_waits_and_throws_keeps_nobody_from_learning_of_the_stop(string driver)
    {
        using var others = new CountdownEvent(2);
        var sawOthers = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var unhandled = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await ServedApp.StartAsync(
            driver,
            app => app.MapGet("/{kind}", (string kind, HttpContext context) =>
            {
                var closing = context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
                if (kind == "other")
                    closing.Register(() => others.Signal());
                else
                    closing.Register(() =>
                    {
                        sawOthers.SetResult(others.Wait(TimeSpan.FromSeconds(10)));
                        throw new InvalidOperationException("the callback's own");
                    });
                return kind;
            }),
            options => options.Loop = new EventLoopOptions { Driver = driver, StallThreshold = Timeout.InfiniteTimeSpan, UnhandledException = (_, exception) => unhandled.TrySetResult(exception) });
        // On one loop, the one between the others.
        await using var first = await AskAsync(app, "other");
        await using var rude = await AskAsync(app, "rude");
        await using var last = await AskAsync(app, "other");
        await app.App.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(await sawOthers.Task, "A callback that waits held up the loop, and the others' tokens.");
        var exception = Assert.IsType<AggregateException>(await unhandled.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Assert.Equal("the callback's own", Assert.Single(exception.InnerExceptions).Message);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_connection_can_be_asked_to_close_from_any_thread(string driver)
    {
        await using var app = await ServedApp.StartAsync(driver, static app => app.MapGet("/", static async context =>
        {
            var loop = EventLoop.Current;
            var isSeen = new TaskCompletionSource();
            // What that thread posts is run in its order.
            await Task.Run(() =>
            {
                context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
                loop.Post(isSeen.SetResult);
            });
            await isSeen.Task;
            await context.Response.WriteAsync("last");
        }));
        await using var stream = await app.ConnectAsync();
        await stream.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Contains("Connection: close", await stream.ReadAllAsync(), StringComparison.Ordinal);
    }

    private static async Task<System.Net.Sockets.NetworkStream> AskAsync(ServedApp app, string kind)
    {
        var stream = await app.ConnectAsync();
        await stream.SendAsync($"GET /{kind} HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.EndsWith(kind, await RawHttp.ReadResponseAsync(stream), StringComparison.Ordinal);
        return stream;
    }
}
