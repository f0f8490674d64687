using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Jobs.Tests;

/// <summary>The parameters of jobs' handlers, which are bound as those of endpoints are.</summary>
public sealed class BindingTests
{
    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task Each_kind_of_parameter_of_each_kind_of_function_is_bound(string kind)
    {
        var log = new BindingLog();
        await using var app = await BindingApp.CreateAsync(kind, log);
        var counter = new Counter(log);
        Job<Letter>[] jobs =
        [
            app.Job("lambda", async (Letter letter, BindingLog to, JobContext job, Stamp stamp, CancellationToken token, IServiceProvider services, EventLoop loop) =>
            {
                await EventLoop.Yield();
                to.Add($"lambda {letter.To} {job.Attempt} {stamp.Text} {token.CanBeCanceled} {ReferenceEquals(to, services.GetRequiredService<BindingLog>())} {loop.IsCurrent}");
            }),
            app.Job("static", static (Letter letter, BindingLog to) => to.Add($"static {letter.To}")),
            app.Job("task", (Letter letter, BindingLog to) => to.AddAsync($"task {letter.To}")),
            app.Job("value-task", async ValueTask (Letter letter, [FromKeyedServices("other")] BindingLog to) =>
            {
                await EventLoop.Yield();
                to.Add($"value-task {letter.To}");
            }),
            app.Job("result", async (Letter letter, BindingLog to) =>
            {
                await to.AddAsync($"result {letter.To}");
                return 1;
            }),
            app.Job<Letter>("group", Counter.WriteAsync),
            app.Job<Letter>("instance", counter.Count),
            app.Job<Letter>("placed", async (BindingLog to, Transaction tx, Letter letter) => to.Add($"placed {letter.To} {await tx.ScalarAsync<int>($"SELECT 1")}")),
            app.Job("optional", (Letter letter, BindingLog to, IFormatProvider? missing) => to.Add($"optional {missing is null}")),
            app.Job("scopes", (Letter letter, BindingLog to, LoopWide loop, AppWide whole) => to.Add($"scopes {loop.Name} {whole.Name}")),
            app.Job("nine", (Letter letter, BindingLog a, JobContext b, Stamp c, CancellationToken d, IServiceProvider e, EventLoop f, Database g) => a.Add($"nine {g is not null}")),
            app.Job<Letter>("many", (Letter letter, BindingLog a, JobContext b, Stamp c, CancellationToken d, IServiceProvider e, EventLoop f, Database g, LoopWide h, AppWide i) => a.Add("many")),
        ];
        var database = app.Services.GetRequiredService<Database>();
        var queue = app.Services.GetRequiredService<JobQueue>();
        await queue.DrainAsync();
        foreach (var job in jobs)
            await job.EnqueueAsync(database, new Letter("ann"));
        Assert.Equal(jobs.Length, await queue.DrainAsync());
        Assert.Empty((await queue.ListAsync()).Where(static job => job.State != JobState.Done).Select(static job => job.Error));
        Assert.Equal(
            [
                "lambda ann 1 stamped True True True", "static ann", "task ann", "value-task ann", "result ann", "group ann stamped", "instance ann 1",
                "placed ann 1", "optional True", "scopes loop app", "nine True", "many",
            ],
            log.Lines.Order(Comparer<string>.Create((one, other) => Place(jobs, one) - Place(jobs, other))));

        static int Place(Job<Letter>[] jobs, string line) => Array.FindIndex(jobs, job => job.Name == line.Split(' ')[0]);
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_dependency_is_cleaned_up_when_the_attempt_ends_and_its_failure_fails_the_attempt(string kind)
    {
        var log = new BindingLog();
        await using var app = await BindingApp.CreateAsync(kind, log);
        var job = app.Job(
            "work",
            (Letter letter, Opened opened, JobContext context, BindingLog to) =>
            {
                to.Add($"attempt {context.Attempt}");
                opened.FailsAtEnd = context.Attempt == 2;
                if (context.Attempt == 1)
                    throw new ArithmeticException("broken");
            },
            new JobOptions { RetryDelay = TimeSpan.Zero });
        var queue = app.Services.GetRequiredService<JobQueue>();
        await queue.DrainAsync();
        var id = await job.EnqueueAsync(app.Services.GetRequiredService<Database>(), new Letter("ann"));
        Assert.Equal(3, await queue.DrainAsync());
        Assert.Equal(
            [
                "open", "attempt 1", "closed",
                "open", "attempt 2", "commit fails", "closed",
                "open", "attempt 3", "committed", "closed",
            ],
            log.Lines);
        Assert.Equal(JobState.Done, (await queue.FindAsync(id))!.State);
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_dependency_and_its_handler_share_the_transaction_that_the_end_of_the_job_is_stored_in(string kind)
    {
        await using var app = await BindingApp.CreateAsync(kind, new BindingLog());
        var database = app.Services.GetRequiredService<Database>();
        await database.ExecuteAsync($"CREATE TABLE entries (text TEXT NOT NULL)");
        var job = app.Job(
            "enter",
            async (Letter letter, Transaction tx, Entries entries, JobContext context) =>
            {
                await entries.AddAsync($"{ReferenceEquals(tx, entries.Transaction)} {context.Attempt}");
                if (context.Attempt == 1)
                    throw new ArithmeticException("broken");
            },
            new JobOptions { RetryDelay = TimeSpan.Zero });
        var queue = app.Services.GetRequiredService<JobQueue>();
        await queue.DrainAsync();
        await job.EnqueueAsync(database, new Letter("ann"));
        Assert.Equal(2, await queue.DrainAsync());
        Assert.Equal(["True 2"], await database.QueryAsync<string>($"SELECT text FROM entries"));
    }

    [LoopTheory(Virtual = true), InlineData("sqlite"), InlineData("memory")]
    public async Task A_schedule_a_step_and_a_worker_take_the_same(string kind)
    {
        var log = new BindingLog();
        var app = await BindingApp.CreateAsync(kind, log);
        app.OnStart((Stamp stamp, Opened opened, BindingLog to, CancellationToken token) => to.Add($"step {stamp.Text} {token.IsCancellationRequested}"));
        app.AddBackground("worker", async (Stamp stamp, BindingLog to, Database database, Transaction tx) =>
            to.Add($"worker {stamp.Text} {await tx.ScalarAsync<int>($"SELECT 2")}"));
        app.Schedule("hourly", "0 * * * *", async (Stamp stamp, BindingLog to, JobContext job, Transaction tx) =>
            to.Add($"schedule {stamp.Text} {job.Name} {await tx.ScalarAsync<int>($"SELECT 3")}"));
        await using var client = await TestClient.StartAsync(app);
        await EventLoop.Sleep(TimeSpan.FromMinutes(61));
        Assert.Equal(["open", "step stamped False", "committed", "closed", "worker stamped 2", "schedule stamped hourly 3"], log.Lines);
    }

    [LoopFact]
    public async Task An_override_applies_to_jobs()
    {
        var log = new BindingLog();
        await using var app = await BindingApp.CreateAsync("memory", new BindingLog());
        var job = app.Job("write", (Letter letter, Stamp stamp, BindingLog to) => to.Add(stamp.Text));
        var queue = app.Services.GetRequiredService<JobQueue>();
        await queue.DrainAsync();
        using (app.Override(() => new Stamp("replaced")))
        using (app.Override(() => log))
        {
            await job.EnqueueAsync(app.Services.GetRequiredService<Database>(), new Letter("ann"));
            await queue.DrainAsync();
        }

        Assert.Equal(["replaced"], log.Lines);
    }

    [LoopFact]
    public async Task A_service_that_is_missing_keeps_the_app_from_starting()
    {
        var app = await BindingApp.CreateAsync("memory", new BindingLog());
        app.Job("write", (Letter letter, IFormatProvider missing) => { });
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestClient.StartAsync(app));
        Assert.Matches(
            "^BindingTests.cs:[0-9]+: its parameter 'missing' is a service of type System.IFormatProvider, which is not registered. "
            + @"Register it \(builder.Services.AddSingleton<IFormatProvider>\(\)\), or write a \[Dependency\] function that returns it, or make it a member of Letter.$",
            error.Message);
    }
}
