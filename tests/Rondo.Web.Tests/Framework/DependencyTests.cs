namespace Rondo.Web.Tests.Framework;

/// <summary>Functions whose values are parameters: scopes, cleanup, overrides.</summary>
public class DependencyTests
{
    [LoopFact(Virtual = true)]
    public async Task A_dependency_is_made_once_per_request_and_shared()
    {
        await using var client = await ApiTest.StartAsync(app => app.Get("/", (Unit first, Both both) => $"{ReferenceEquals(first, both.Unit)} {first.Number == both.Unit.Number}"));
        Assert.Equal("200 True True", await client.AnswerAsync("/"));
    }

    [LoopFact(Virtual = true)]
    public async Task Inputs_of_dependencies_are_reported_with_those_of_the_handler()
    {
        await using var client = await ApiTest.StartAsync(app => app.Get("/{id}", (int id, Page page) => $"{id} {page.Size}"));
        Assert.Equal("200 1 10", await client.AnswerAsync("/1"));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"query","pointer":"/size","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}""",
                """{"in":"path","pointer":"/id","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"y"}"""),
            await client.AnswerAsync("/y?size=x"));
    }

    [LoopFact(Virtual = true)]
    public async Task The_commit_runs_before_the_response_and_the_cleanup_in_reverse_order()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(
            app => app.Get("/", (Inner inner, [Microsoft.AspNetCore.Mvc.FromServices] Journal log) =>
            {
                log.Add($"handler {inner.Name}");
                return log.Count;
            }),
            builder => builder.Services.AddSingleton(log));
        Assert.Equal("200 3", await client.AnswerAsync("/"));
        Assert.Equal(["outer begins", "inner begins", "handler inner", "inner commits", "inner ends", "outer commits", "outer ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task A_handler_that_fails_runs_the_finally_blocks_alone()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(
            app => app.Get("/", string (Inner inner) => throw new Conflict("no")),
            builder => builder.Services.AddSingleton(log));
        Assert.Equal("""409 {"title":"Conflict","status":409,"detail":"no"}""", await client.AnswerAsync("/"));
        Assert.Equal(["outer begins", "inner begins", "inner ends", "outer ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task A_commit_that_fails_turns_the_response_into_an_error()
    {
        var log = new Journal { "fail" };
        await using var client = await ApiTest.StartAsync(
            app => app.Get("/", (Inner inner) => "done"),
            builder => builder.Services.AddSingleton(log));
        Assert.Equal("""409 {"title":"Conflict","status":409,"detail":"the commit failed"}""", await client.AnswerAsync("/"));
        Assert.Equal(["fail", "outer begins", "inner begins", "inner ends", "outer ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Invalid_input_ends_what_dependencies_began()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(app => app.Get("/", (Inner inner, int n) => n), builder => builder.Services.AddSingleton(log));
        Assert.StartsWith("422 ", await client.AnswerAsync("/?n=x"), StringComparison.Ordinal);
        Assert.Equal(["outer begins", "inner begins", "inner ends", "outer ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task A_request_that_is_cut_off_is_cleaned_up_all_the_same()
    {
        var log = new Journal();
        var ended = new TaskCompletionSource();
        await using var client = await ApiTest.StartAsync(
            app => app.Get("/", async (Slow slow) => await EventLoop.SleepForever()),
            builder =>
            {
                builder.Services.AddSingleton(log);
                builder.Services.AddSingleton(ended);
            });
        await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => client.GetStringAsync("/"));
        await ended.Task;
        Assert.Equal(["slow begins", "slow ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Request_scoped_cleanup_follows_the_response()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(
            app => app.Get("/", (Whole whole, HttpResponse response, [Microsoft.AspNetCore.Mvc.FromServices] Journal log) =>
            {
                response.OnStarting(() =>
                {
                    log.Add("response");
                    return Task.CompletedTask;
                });
                return "x";
            }),
            builder => builder.Services.AddSingleton(log));
        Assert.Equal("200 x", await client.AnswerAsync("/"));
        await EventLoop.Sleep(TimeSpan.FromSeconds(1));
        Assert.Equal(["whole begins", "response", "whole ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task App_scoped_dependencies_live_from_start_to_stop()
    {
        var log = new Journal();
        await using (var client = await ApiTest.StartAsync(app => app.Get("/", (Lived lived) => lived.Name), builder => builder.Services.AddSingleton(log)))
        {
            Assert.Equal(["app begins"], log); // before any request
            Assert.Equal("200 lived", await client.AnswerAsync("/"));
            Assert.Equal("200 lived", await client.AnswerAsync("/"));
        }

        Assert.Equal(["app begins", "app ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Loop_and_connection_scopes_keep_their_values()
    {
        await using var client = await ApiTest.StartAsync(app =>
        {
            app.Get("/loop", (OnLoop value) => ++value.Uses);
            app.Get("/connection", (OnConnection value) => ++value.Uses);
        });
        Assert.Equal("200 1", await client.AnswerAsync("/loop"));
        Assert.Equal("200 2", await client.AnswerAsync("/loop"));
        Assert.Equal("200 1", await client.AnswerAsync("/connection"));
        Assert.Equal("200 2", await client.AnswerAsync("/connection"));
    }

    [LoopFact(Virtual = true)]
    public async Task A_connections_dependency_that_is_made_when_its_client_has_left_is_cleaned_up()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(app => app.Get("/", (Tenacious value) => "never"), builder => builder.Services.AddSingleton(log));
        await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => client.GetStringAsync("/"));
        await EventLoop.Sleep(TimeSpan.FromMinutes(1));
        Assert.Equal(["tenacious begins", "tenacious made", "tenacious ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task A_connections_dependency_is_there_until_its_handlers_have_ended()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(
            app => app.Get("/", async (Held value, [Microsoft.AspNetCore.Mvc.FromServices] Journal log) =>
            {
                try
                {
                    await EventLoop.SleepForever();
                }
                finally
                {
                    await CancelScope.Shield(TimeSpan.FromMinutes(1), () => EventLoop.Sleep(TimeSpan.FromSeconds(5)).AsTask());
                    log.Add("handler ends");
                }
            }),
            builder => builder.Services.AddSingleton(log));
        await CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => client.GetStringAsync("/"));
        await EventLoop.Sleep(TimeSpan.FromMinutes(1));
        Assert.Equal(["held begins", "handler ends", "held ends"], log);
    }

    [LoopFact(Virtual = true)]
    public Task What_requests_share_is_made_although_the_one_who_asked_first_has_left() => TaskGroup.RunAsync(async group =>
    {
        await using var client = await ApiTest.StartAsync(app => app.Get("/", (SlowOnLoop value) => value.Name));
        _ = group.Start(() => CancelScope.MoveOnAfter(TimeSpan.FromSeconds(1), () => client.GetStringAsync("/")));
        await EventLoop.Sleep(TimeSpan.FromSeconds(0.5));
        Assert.Equal("200 made", await client.AnswerAsync("/"));
    });

    [LoopFact(Virtual = true)]
    public async Task Tests_override_dependencies_and_services()
    {
        var app = ApiTest.App(app => app.Get("/", (Unit unit, Clock clock) => $"{unit.Number} {clock.Name}"), builder => builder.Services.AddSingleton(new Clock("real")));
        await using var client = await TestClient.StartAsync(app);
        using (app.Override(() => new Unit(42)))
        using (app.Override(() => new Clock("fake")))
            Assert.Equal("200 42 fake", await client.AnswerAsync("/"));
        Assert.EndsWith(" real", await client.AnswerAsync("/"), StringComparison.Ordinal);
    }

    [LoopFact(Virtual = true)]
    public async Task Groups_and_the_app_have_dependencies_that_run_before_every_handler()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(
            app =>
            {
                app.Depends((HttpRequest request) => log.Add("app"));
                var group = app.Group("/admin").Depends(Guards.RequireKey);
                group.Get("/", () => "secret");
                group.Get("/{n}", (int n, Unit unit) => n);
                app.Get("/", () => "open");
            });
        Assert.Equal("200 open", await client.AnswerAsync("/"));
        Assert.Equal("""401 {"title":"Unauthorized","status":401,"detail":"The header X-Key is wrong."}""", await client.AnswerAsync("/admin/", header: "X-Key: no"));
        Assert.Equal(ApiTest.Invalid("""{"in":"header","pointer":"/X-Key","code":"missing","message":"A value is required."}"""), await client.AnswerAsync("/admin/"));
        Assert.Equal("200 secret", await client.AnswerAsync("/admin/", header: "X-Key: yes"));
        Assert.Equal(
            ApiTest.Invalid(
                """{"in":"header","pointer":"/X-Key","code":"missing","message":"A value is required."}""",
                """{"in":"path","pointer":"/n","code":"type","message":"It must be an integer from -2147483648 to 2147483647.","value":"x"}"""),
            await client.AnswerAsync("/admin/x"));
        Assert.Equal(["app", "app", "app", "app", "app"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task Invalid_input_ends_what_the_dependencies_of_a_group_began()
    {
        var log = new Journal();
        await using var client = await ApiTest.StartAsync(
            app =>
            {
                var group = app.Group("/group").Depends((Inner inner) => { });
                group.Get("/{n}", (int n) => n);
                group.Get("/keyed", () => "open").Depends(Guards.RequireKey);
            },
            builder => builder.Services.AddSingleton(log));
        string[] abandoned = ["outer begins", "inner begins", "inner ends", "outer ends"];
        Assert.StartsWith("422 ", await client.AnswerAsync("/group/x"), StringComparison.Ordinal);
        Assert.Equal(abandoned, log);
        log.Clear();
        Assert.StartsWith("422 ", await client.AnswerAsync("/group/keyed"), StringComparison.Ordinal);
        Assert.Equal(abandoned, log);
        log.Clear();
        Assert.Equal("200 1", await client.AnswerAsync("/group/1"));
        Assert.Equal(["outer begins", "inner begins", "inner commits", "inner ends", "outer commits", "outer ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task A_commit_of_a_group_that_fails_takes_the_place_of_the_answer()
    {
        var log = new Journal { "fail" };
        await using var client = await ApiTest.StartAsync(
            app => app.Group("/group").Depends((Inner inner) => { }).Get("/", () => new Page(7)),
            builder => builder.Services.AddSingleton(log));
        Assert.Equal("""409 {"title":"Conflict","status":409,"detail":"the commit failed"}""", await client.AnswerAsync("/group/"));
        Assert.Equal(["fail", "outer begins", "inner begins", "inner ends", "outer ends"], log);
    }

    [LoopFact(Virtual = true)]
    public async Task A_dependency_that_outlives_the_request_takes_no_service_of_a_request_in_any_environment()
    {
        foreach (var environment in new[] { "Development", "Production" })
        {
            var builder = RondoApp.CreateBuilder([$"--environment={environment}"]);
            builder.Logging.ClearProviders();
            builder.Services.AddScoped<Caller>();
            var app = builder.Build();
            app.Get("/", (OfConnection held) => held.Name);
            await using var client = await TestClient.StartAsync(app);
            var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetAsync("/"));
            Assert.Equal(
                "A dependency that outlives the request takes the service Rondo.Web.Tests.Framework.DependencyTests+Caller, which is scoped and may belong to one caller: "
                + "take it in a dependency of the request's scope, or register it as a singleton.",
                thrown.Message);
        }
    }

    [LoopFact(Virtual = true)]
    public async Task Two_dependencies_of_one_type_are_told_apart_by_name()
    {
        await using var client = await ApiTest.StartAsync(app => app.Get("/", ([DependsOn(typeof(Twins), nameof(Twins.Left))] Twin left, [DependsOn(typeof(Twins), nameof(Twins.Right))] Twin right) => left.Name + right.Name));
        Assert.Equal("200 leftright", await client.AnswerAsync("/"));
    }

    public sealed class Journal : List<string>;

    public sealed record Unit(int Number);

    public sealed record Both(Unit Unit);

    public sealed record Page(int Size);

    public sealed record Outer(string Name);

    public sealed record Inner(string Name);

    public sealed record Slow(string Name);

    public sealed record Whole(string Name);

    public sealed record Lived(string Name);

    public sealed record Twin(string Name);

    public sealed record OfConnection(string Name);

    public sealed class Caller
    {
        public string Name => "ann";
    }

    public sealed record Tenacious(string Name);

    public sealed record Held(string Name);

    public sealed record SlowOnLoop(string Name);

    public sealed class Clock(string name)
    {
        public string Name => name;
    }

    public sealed class OnLoop
    {
        public int Uses { get; set; }
    }

    public sealed class OnConnection
    {
        public int Uses { get; set; }
    }

    internal static class Twins
    {
        [Dependency]
        internal static Twin Left() => new("left");

        [Dependency]
        internal static Twin Right() => new("right");
    }

    internal static class Guards
    {
        internal static async Task RequireKey([Microsoft.AspNetCore.Mvc.FromHeader(Name = "X-Key")] string key)
        {
            await EventLoop.Yield();
            if (key != "yes")
                throw new Unauthorized("The header X-Key is wrong.");
        }
    }

    internal static class Functions
    {
        [Dependency(DependencyScope.Connection)]
        internal static OfConnection OfConnection(Caller caller) => new(caller.Name);

        private static int s_made;

        [Dependency]
        internal static Unit Unit() => new(Interlocked.Increment(ref s_made));

        [Dependency]
        internal static async Task<Both> Both(Unit unit)
        {
            await EventLoop.Yield();
            return new Both(unit);
        }

        [Dependency]
        internal static ValueTask<Page> Page(int size = 10) => ValueTask.FromResult(new Page(size));

        [Dependency]
        internal static async IAsyncEnumerable<Outer> Outer([Microsoft.AspNetCore.Mvc.FromServices] Journal log)
        {
            log.Add("outer begins");
            try
            {
                await EventLoop.Yield();
                yield return new Outer("outer");
                log.Add("outer commits");
            }
            finally
            {
                log.Add("outer ends");
            }
        }

        [Dependency]
        internal static async IAsyncEnumerable<Inner> Inner(Outer outer, [Microsoft.AspNetCore.Mvc.FromServices] Journal log)
        {
            log.Add("inner begins");
            try
            {
                yield return new Inner("inner");
                await EventLoop.Yield();
                if (log.Contains("fail"))
                    throw new Conflict("the commit failed");
                log.Add("inner commits");
            }
            finally
            {
                log.Add("inner ends");
            }
        }

        [Dependency]
        internal static async IAsyncEnumerable<Slow> Slow([Microsoft.AspNetCore.Mvc.FromServices] Journal log, TaskCompletionSource ended)
        {
            log.Add("slow begins");
            try
            {
                yield return new Slow("slow");
            }
            finally
            {
                await EventLoop.Sleep(TimeSpan.FromSeconds(1)); // shielded: a cleanup may wait, though the request is cancelled
                log.Add("slow ends");
                ended.SetResult();
            }
        }

        [Dependency(DependencyScope.Request)]
        internal static async IAsyncEnumerable<Whole> Whole([Microsoft.AspNetCore.Mvc.FromServices] Journal log)
        {
            log.Add("whole begins");
            await EventLoop.Yield();
            yield return new Whole("whole");
            log.Add("whole ends");
        }

        [Dependency(DependencyScope.App)]
        internal static async IAsyncEnumerable<Lived> Lived([Microsoft.AspNetCore.Mvc.FromServices] Journal log)
        {
            log.Add("app begins");
            await EventLoop.Yield();
            yield return new Lived("lived");
            log.Add("app ends");
        }

        [Dependency(DependencyScope.Loop)]
        internal static OnLoop OnLoop() => new();

        [Dependency(DependencyScope.Connection)]
        internal static OnConnection OnConnection() => new();

        [Dependency(DependencyScope.Connection)]
        internal static async IAsyncEnumerable<Tenacious> Tenacious([Microsoft.AspNetCore.Mvc.FromServices] Journal log)
        {
            log.Add("tenacious begins");
            await CancelScope.Shield(TimeSpan.FromMinutes(1), () => EventLoop.Sleep(TimeSpan.FromSeconds(10)).AsTask());
            log.Add("tenacious made");
            yield return new Tenacious("");
            log.Add("tenacious ends");
        }

        /// <summary>Which depends on another of the connection's.</summary>
        [Dependency(DependencyScope.Connection)]
        internal static async IAsyncEnumerable<Held> Held(OnConnection other, [Microsoft.AspNetCore.Mvc.FromServices] Journal log)
        {
            log.Add("held begins");
            await EventLoop.Yield();
            yield return new Held($"{other.Uses}");
            log.Add("held ends");
        }

        [Dependency(DependencyScope.Loop)]
        internal static async Task<SlowOnLoop> SlowOnLoop()
        {
            await EventLoop.Sleep(TimeSpan.FromSeconds(10));
            return new SlowOnLoop("made");
        }
    }
}
