using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Rondo.Api;
using Rondo.Api.AfterTheResponse;
using Rondo.Api.Runtime;
using Rondo.Web.Tests.Server;

namespace Rondo.Web.Tests.Api;

/// <summary>Work after the response.</summary>
public class AfterTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task It_begins_when_the_response_is_sent_on_the_loop_in_a_scope_of_its_own(string driver)
    {
        var gate = Eventually.Source();
        var seen = Eventually.Source<string>();
        var order = new ConcurrentQueue<string>();
        await using var app = await Start(driver, context =>
        {
            var after = After.Of(context);
            Assert.Same(after, After.Of(context));
            after.Run("note", async () =>
            {
                order.Enqueue("work");
                await gate.Task;
                seen.SetResult($"{EventLoop.Current.Name} {CancelScope.Current!.Name} {CancelScope.Current.IsCanceled} {SynchronizationContext.Current is not null}");
            });
            order.Enqueue("handler");
            return context.Response.WriteAsync("done");
        });
        using (var client = app.OneConnection())
        {
            Assert.Equal("done", await client.GetStringAsync("/"));
            // The connection is free for its next request while the work goes on.
            Assert.Equal("other", await client.GetStringAsync("/other"));
        }

        gate.SetResult();
        Assert.Equal("loop-0 note False True", await seen.Soon());
        Assert.Equal(["handler", "work"], order);
        await Eventually.TrueAsync(() => Statistics(app) == new AfterStatistics(0, 0, 1, 0, 0, 0));
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_client_that_leaves_does_not_cancel_it(string driver)
    {
        var left = Eventually.Source();
        var seen = Eventually.Source<string>();
        await using var app = await Start(driver, async context =>
        {
            After.Of(context).Run("mail", async () =>
            {
                await left.Task;
                await EventLoop.Yield();
                seen.SetResult("sent");
            });
            await context.Response.WriteAsync("done");
        });
        await using (var client = await RawClient.GetAsync(app, "/"))
            await client.ReadUntilAsync("done");
        left.SetResult();
        Assert.Equal("sent", await seen.Soon());
    }

    [Fact]
    public async Task One_failure_is_logged_and_takes_no_other_with_it()
    {
        var log = new CollectedLog();
        var done = Eventually.Source();
        await using var app = await Start(
            AvailableDrivers.All[0],
            context =>
            {
                var after = After.Of(context);
                after.Run("first", () => throw new InvalidDataException("now"));
                after.Run("second", async () =>
                {
                    await EventLoop.Yield();
                    throw new InvalidDataException("later");
                });
                after.Run("third", ValueTask () =>
                {
                    done.SetResult();
                    return default;
                });
                return context.Response.WriteAsync("done");
            },
            log);
        using var client = app.OneConnection();
        await client.GetStringAsync("/");
        await done.Soon();
        await Eventually.TrueAsync(() => Statistics(app) == new AfterStatistics(0, 0, 1, 2, 0, 0));
        Assert.Equal(
            ["'first', run after the response to GET /, failed. (InvalidDataException: now)", "'second', run after the response to GET /, failed. (InvalidDataException: later)"],
            log.Of("Rondo.Api"));
    }

    [Theory]
    [InlineData("throws", HttpStatusCode.InternalServerError)]
    [InlineData("problem", HttpStatusCode.Conflict)]
    public async Task What_a_handler_queued_before_it_failed_is_discarded(string how, HttpStatusCode status)
    {
        var ran = false;
        await using var app = await Start(AvailableDrivers.All[0], context =>
        {
            After.Of(context).Run("mail", () =>
            {
                ran = true;
                return Task.CompletedTask;
            });
            if (how == "throws")
                throw new InvalidDataException("failed");
            AfterResponse.Discard(context);
            throw new Conflict("no");
        });
        using var client = app.OneConnection();
        using var response = await client.GetAsync("/");
        Assert.Equal(status, response.StatusCode);
        await Eventually.TrueAsync(() => Statistics(app) == new AfterStatistics(0, 0, 0, 0, 1, 0));
        Assert.False(ran);
    }

    [Fact]
    public async Task A_client_that_left_before_the_handler_was_done_discards_it()
    {
        var entered = Eventually.Source();
        await using var app = await Start(AvailableDrivers.All[0], async context =>
        {
            After.Of(context).Run("mail", () => Task.CompletedTask);
            entered.SetResult();
            try
            {
                await EventLoop.SleepForever();
            }
            catch (OperationCanceledException)
            {
                AfterResponse.Discard(context);
                throw;
            }
        });
        await using (await RawClient.GetAsync(app, "/"))
            await entered.Soon();
        await Eventually.TrueAsync(() => Statistics(app) == new AfterStatistics(0, 0, 0, 0, 1, 0));
    }

    [Fact]
    public async Task It_has_services_of_its_own()
    {
        var seen = Eventually.Source<(bool, bool)>();
        await using var app = await Start(
            AvailableDrivers.All[0],
            async context =>
            {
                var requests = context.RequestServices.GetRequiredService<Session>();
                After.Of(context).Run("save", async services =>
                {
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(1));
                    var own = services.GetRequiredService<Session>();
                    seen.SetResult((requests.IsDisposed, own.IsDisposed || own == requests));
                });
                await context.Response.WriteAsync("done");
            },
            build: static builder => builder.Services.AddScoped<Session>());
        using var client = app.OneConnection();
        await client.GetStringAsync("/");
        Assert.Equal((true, false), await seen.Soon());
    }

    [Fact]
    public async Task It_is_traced_with_a_link_to_its_request()
    {
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Rondo.Api" or "AfterTests",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("AfterTests");
        ActivityContext request = default;
        await using var app = await Start(AvailableDrivers.All[0], async context =>
        {
            using var activity = source.StartActivity("request");
            request = activity!.Context;
            After.Of(context).Run("traced work", async () => await EventLoop.Yield());
            await context.Response.WriteAsync("done");
        });
        using var client = app.OneConnection();
        await client.GetStringAsync("/");
        await Eventually.TrueAsync(() => activities.Any(each => each.OperationName == "traced work"));
        var work = activities.Single(each => each.OperationName == "traced work");
        Assert.Equal(request, Assert.Single(work.Links).Context);
        Assert.NotEqual(request.TraceId, work.TraceId);
        Assert.Equal("GET /", work.GetTagItem("rondo.after.request"));
    }

    [Fact]
    public async Task More_than_the_app_takes_on_is_503()
    {
        var gate = Eventually.Source();
        await using var app = await Start(
            AvailableDrivers.All[0],
            async context =>
            {
                After.Of(context).Run("slow", () => gate.Task);
                await context.Response.WriteAsync("done");
            },
            configure: static options => options.Capacity = 2);
        using var client = app.OneConnection();
        Assert.Equal("done", await client.GetStringAsync("/"));
        Assert.Equal("done", await client.GetStringAsync("/"));
        using (var response = await client.GetAsync("/"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("The server has more work waiting than it can take on. Try again later.", await response.Content.ReadAsStringAsync());
            Assert.Equal("1", response.Headers.RetryAfter!.ToString());
        }

        gate.SetResult();
        await Eventually.TrueAsync(() => Statistics(app).Completed == 2);
        Assert.Equal("done", await client.GetStringAsync("/"));
    }

    [Fact]
    public async Task Queueing_after_the_response_is_an_error()
    {
        var seen = Eventually.Source<string>();
        await using var app = await Start(AvailableDrivers.All[0], async context =>
        {
            var after = After.Of(context);
            after.Run("first", async () => seen.SetResult((await Assert.ThrowsAsync<InvalidOperationException>(async () => after.Run("second", () => Task.CompletedTask))).Message));
            await context.Response.WriteAsync("done");
        });
        using var client = app.OneConnection();
        await client.GetStringAsync("/");
        Assert.Equal("'second' was queued when the response had been sent already. Queue work in the handler; work that is running just awaits what it needs.", await seen.Soon());
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_shutdown_waits_for_it(string driver)
    {
        var gate = Eventually.Source();
        var finished = false;
        await using var app = await Start(driver, async context =>
        {
            After.Of(context).Run("order", async () =>
            {
                await gate.Task;
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(20));
                finished = true;
            });
            await context.Response.WriteAsync("done");
        });
        using (var client = app.OneConnection())
            await client.GetStringAsync("/");
        var stopping = app.App.StopAsync();
        gate.SetResult();
        await stopping.WaitAsync(Eventually.Patience);
        Assert.True(finished);
    }

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public async Task A_shutdown_that_can_wait_no_longer_cuts_off_and_says_what(string driver)
    {
        var log = new CollectedLog();
        var cleaned = Eventually.Source<string>();
        var never = Eventually.Source();
        await using var app = await Start(
            driver,
            async context =>
            {
                var after = After.Of(context);
                after.Run("long", async () =>
                {
                    try
                    {
                        await EventLoop.SleepForever();
                    }
                    catch (ScopeCanceledException exception)
                    {
                        cleaned.SetResult(exception.Message);
                        throw;
                    }
                });
                after.Run("deaf", () => never.Task);
                await context.Response.WriteAsync("done");
            },
            log,
            static options => (options.DrainTimeout, options.CleanupTimeout) = (TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(50)));
        using (var client = app.OneConnection())
            await client.GetStringAsync("/");
        await app.App.StopAsync().WaitAsync(Eventually.Patience);
        Assert.Equal("Canceled: the application is shutting down and cannot wait longer (scope 'long').", await cleaned.Soon());
        Assert.Collection(
            log.Of("Rondo.Api"),
            line => Assert.Matches(@"^Shutdown cancelled work that was to run after a response, unfinished after \d\.\d s: ('long' \(GET /\), 'deaf' \(GET /\)|'deaf' \(GET /\), 'long' \(GET /\))\.$", line),
            line => Assert.Equal("Shutdown abandoned work that ignored its cancellation: 'deaf' (GET /).", line));
        never.SetResult();
    }

    [Fact]
    public async Task Without_its_service_the_error_says_so()
    {
        await using var app = await ServedApp.StartAsync(AvailableDrivers.All[0], static app => app.MapGet("/", static context =>
            context.Response.WriteAsync(Assert.Throws<InvalidOperationException>(() => After.Of(context)).Message)));
        using var client = app.OneConnection();
        Assert.Equal("Work after the response needs its service, which RondoApp adds by itself: create the app with RondoApp.Create.", await client.GetStringAsync("/"));
    }

    private static AfterStatistics Statistics(ServedApp app) => app.App.Services.GetRequiredService<AfterWork>().Statistics;

    private static Task<ServedApp> Start(
        string driver, RequestDelegate handler, CollectedLog? log = null, Action<AfterOptions>? configure = null, Action<WebApplicationBuilder>? build = null) => ServedApp.StartAsync(
        driver,
        app =>
        {
            app.UseSimpleProblems();
            app.MapGet("/", handler);
            app.MapGet("/other", static context => context.Response.WriteAsync("other"));
        },
        build: builder =>
        {
            builder.Services.AddAfter(configure);
            if (log is not null)
                builder.Logging.AddProvider(log);
            build?.Invoke(builder);
        });

    private sealed class Session : IDisposable
    {
        internal bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
