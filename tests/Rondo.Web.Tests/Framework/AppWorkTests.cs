using Rondo.Web.Tests.Api;

namespace Rondo.Web.Tests.Framework;

/// <summary>Start-up steps and background workers of an app.</summary>
public class AppWorkTests
{
    [LoopFact(Virtual = true)]
    public async Task Steps_run_in_order_before_the_app_listens_and_workers_from_then_on_to_its_stop()
    {
        var log = new Log();
        var client = await ApiTest.StartAsync(
            app =>
            {
                app.OnStart(async (Log log) =>
                {
                    await EventLoop.Sleep(TimeSpan.FromSeconds(1));
                    log.Add("first");
                });
                app.OnStart((IServiceProvider services) =>
                {
                    services.GetRequiredService<Log>().Add("second");
                    return Task.CompletedTask;
                });
                app.AddBackground("ticker", static async (Log log, Scoped scoped) =>
                {
                    try
                    {
                        log.Add("tick");
                        await EventLoop.SleepForever();
                    }
                    finally
                    {
                        await CancelScope.Shield(TimeSpan.FromSeconds(5), async () => await EventLoop.Sleep(TimeSpan.FromSeconds(1)));
                        log.Add($"worker ended, {scoped}");
                    }
                });
                app.Get("/", () => "served");
            },
            builder => builder.Services.AddSingleton(log).AddScoped<Scoped>());
        Assert.Equal("200 served", await client.AnswerAsync("/"));
        await client.DisposeAsync();
        Assert.Equal(["first", "second", "tick", "worker ended, scope open", "scope ended"], log.Lines);
    }

    [LoopFact(Virtual = true)]
    public async Task A_worker_that_fails_is_logged_and_takes_nothing_with_it()
    {
        using var lines = new CollectedLog();
        var log = new Log();
        await using var client = await ApiTest.StartAsync(
            app =>
            {
                app.AddBackground("broken", static Task (Log _) => throw new InvalidDataException("boom"));
                app.AddBackground(
                    "flaky",
                    static async (Log log) =>
                    {
                        log.Add("attempt");
                        await EventLoop.Sleep(TimeSpan.FromSeconds(1));
                        throw new IOException("flaky");
                    },
                    new RetryOptions { MaxAttempts = 3, Jitter = 0 });
                app.Get("/", () => "served");
            },
            builder =>
            {
                builder.Services.AddSingleton(log);
                builder.Logging.AddProvider(lines);
            });
        await EventLoop.Sleep(TimeSpan.FromMinutes(1));
        Assert.Equal("200 served", await client.AnswerAsync("/"));
        Assert.Equal(["attempt", "attempt", "attempt"], log.Lines);
        Assert.Single(lines.Of("Rondo.Api"), static line => line.StartsWith("The background worker broken failed", StringComparison.Ordinal));
        Assert.Equal(3, lines.Of("Rondo.Api").Count(static line => line.StartsWith("The background worker flaky failed", StringComparison.Ordinal)));
    }

    [LoopFact(Virtual = true)]
    public async Task A_step_that_fails_keeps_the_app_from_starting() =>
        Assert.Equal("boom", (await Assert.ThrowsAsync<InvalidDataException>(() => ApiTest.StartAsync(
            static app => app.OnStart(static void () => throw new InvalidDataException("boom"))))).Message);

    [LoopFact(Virtual = true)]
    public async Task An_override_replaces_what_a_worker_receives()
    {
        var log = new Log();
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Override(() => log);
            app.AddBackground("worker", static (Log log) =>
            {
                log.Add("replaced");
                return Task.CompletedTask;
            });
        });
        await EventLoop.Sleep(TimeSpan.FromSeconds(1));
        Assert.Equal(["replaced"], log.Lines);
    }

    internal sealed class Log
    {
        internal List<string> Lines { get; } = [];

        internal void Add(string line) => Lines.Add(line);
    }

    internal sealed class Scoped(Log log) : IDisposable
    {
        private bool _ended;

        public void Dispose()
        {
            _ended = true;
            log.Add("scope ended");
        }

        public override string ToString() => _ended ? "scope closed" : "scope open";
    }
}
