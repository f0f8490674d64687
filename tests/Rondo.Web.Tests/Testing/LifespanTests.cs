using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Hosting;
using Rondo.Sync;

namespace Rondo.Web.Tests.Testing;

public class LifespanTests
{
    [LoopFact]
    public async Task The_app_starts_before_the_first_request_and_stops_after_the_last()
    {
        var log = new List<string>();
        var app = Apps.Build(
            app =>
            {
                app.MapGet("/", () => log.Add("request"));
                app.Lifetime.ApplicationStarted.Register(() => log.Add("started"));
                app.Lifetime.ApplicationStopping.Register(() => log.Add("stopping"));
                app.Lifetime.ApplicationStopped.Register(() => log.Add("stopped"));
            },
            builder => builder.Services.AddHostedService(_ => new Hosted(log)));
        await using (var client = await TestClient.StartAsync(app))
            await client.GetAsync("/");
        Assert.Equal(["service starts", "started", "request", "stopping", "service stops", "stopped"], log);
    }

    [LoopFact]
    public async Task Disposing_with_requests_in_flight_disconnects_them()
    {
        var log = new List<string>();
        var started = new Event();
        var app = Apps.Build(app => app.MapGet("/", async () =>
        {
            started.Set();
            try
            {
                await EventLoop.SleepForever();
            }
            finally
            {
                log.Add("handler ended");
            }
        }));
        var client = await TestClient.StartAsync(app);
        app.Lifetime.ApplicationStopped.Register(() => log.Add("stopped"));
        await TaskGroup.RunAsync(async group =>
        {
            _ = group.Start(async () => await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync("/")));
            await started.WaitAsync();
            await client.DisposeAsync();
        });
        Assert.Equal(["handler ended", "stopped"], log);
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetAsync("/"));
    }

    [LoopFact]
    public async Task A_request_whose_client_has_gone_before_it_reached_the_loop_is_cancelled_as_well()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = await TestClient.StartAsync(Apps.Build(
            app => app.MapGet("/", async () => await EventLoop.SleepForever()),
            builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Use(next => async connection =>
            {
                await gate.Task.ConfigureAwait(false);
                await next(connection).ConfigureAwait(false);
            })))));
        await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(20), () => client.GetAsync("/"));
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(20)); // the server has the request, and the end behind it
        gate.SetResult();
        var stopping = Stopwatch.StartNew();
        await client.DisposeAsync();
        Assert.InRange(stopping.Elapsed.TotalSeconds, 0, 20); // the host gives up on its server after 30
    }

    [LoopFact(Virtual = true)]
    public async Task A_hosted_service_may_sleep_while_it_starts()
    {
        await using var client = await TestClient.StartAsync(Apps.Build(_ => { }, builder => builder.Services.AddHostedService<SleepsAtStart>()));
        Assert.Equal(TimeSpan.FromHours(1), ((VirtualClock)EventLoop.Current.Clock).Elapsed);
    }

    [LoopFact]
    public async Task An_app_without_Rondo_is_refused()
    {
        var builder = WebApplication.CreateBuilder();
        await using var app = builder.Build();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestClient.StartAsync(app));
        Assert.Equal("The app is not served by Rondo, so it cannot be tested without ports: call builder.WebHost.UseRondo() before it is built.", refused.Message);
    }

    [LoopFact]
    public async Task A_second_client_for_an_app_is_refused()
    {
        var app = Apps.Build(_ => { });
        await using var client = await TestClient.StartAsync(app);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TestClient.StartAsync(app));
        Assert.Equal("The app has been started already: hand it to TestClient.StartAsync as it comes from Build(), which starts it on the test's loop.", refused.Message);
    }

    [LoopFact]
    public async Task Configured_addresses_take_no_port()
    {
        var ports = Enumerable.Range(0, 2).Select(async _ =>
        {
            await using var client = await TestClient.StartAsync(Apps.Build(
                app => app.MapGet("/", (HttpContext context) => context.Connection.LocalPort),
                builder => builder.WebHost.UseUrls("http://127.0.0.1:1"))); // a port that needs root
            return await client.GetStringAsync("/");
        });
        Assert.Equal(["1", "1"], await Task.WhenAll(ports));
    }

    [LoopFact]
    public async Task An_app_that_fails_to_start_says_why_and_is_disposed_of()
    {
        var failed = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => TestClient.StartAsync(Apps.Build(_ => { }, builder => builder.Services.AddHostedService<FailsAtStart>())));
        Assert.Equal("boom", failed.Message);
    }

    [LoopFact]
    public async Task Starting_is_cheap()
    {
        await using (await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", () => "warm"))))
        {
        }

        var watch = Stopwatch.StartNew();
        const int Times = 50;
        for (var i = 0; i < Times; i++)
        {
            await using var client = await TestClient.StartAsync(Apps.Build(app => app.MapGet("/", () => "ok")));
            Assert.Equal("ok", await client.GetStringAsync("/"));
        }

        TestContext.Current.SendDiagnosticMessage("A test client costs {0:F1} ms, its app, one request and its end included.", watch.Elapsed.TotalMilliseconds / Times);
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.Elapsed.TotalMilliseconds / Times:F1} ms per start");
        Assert.InRange(watch.Elapsed.TotalMilliseconds / Times, 0, 200);
    }

    private sealed class Hosted(List<string> log) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            log.Add("service starts");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            log.Add("service stops");
            return Task.CompletedTask;
        }
    }

    private sealed class SleepsAtStart : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken) => await EventLoop.Sleep(TimeSpan.FromHours(1));

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class FailsAtStart : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new InvalidTimeZoneException("boom");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
