using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Jobs.Tests;

/// <summary>Jobs of an app: enqueued by handlers, run by its worker.</summary>
public sealed class AppTests
{
    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_handler_enqueues_in_its_transaction_and_the_worker_runs_it(string kind)
    {
        var ledger = new Ledger();
        await using var client = await StartAsync(kind, ledger);
        using var response = await client.PostAsync("/orders", JsonContent.Create(new Order("ann")));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var failed = await client.PostAsync("/orders", JsonContent.Create(new Order("bad")));
        Assert.Equal(HttpStatusCode.Conflict, failed.StatusCode);
        var jobs = client.Services.GetRequiredService<JobQueue>();
        await jobs.DrainAsync();
        Assert.Equal(["receipt for ann in attempt 1"], ledger.Lines);
        Assert.Equal(JobState.Done, Assert.Single(await jobs.ListAsync()).State);
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task Writes_in_the_transaction_of_a_job_happen_once_although_it_failed_before(string kind)
    {
        var ledger = new Ledger();
        await using var client = await StartAsync(kind, ledger);
        using var response = await client.PostAsync("/book/7", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var jobs = client.Services.GetRequiredService<JobQueue>();
        while ((await jobs.ListAsync(JobState.Done)).Count == 0)
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
        Assert.Equal([7L], await client.Services.GetRequiredService<Database>().QueryAsync<long>($"SELECT amount FROM bookings"));
        Assert.Equal(["attempt 1", "attempt 2"], ledger.Lines);
    }

    [Fact]
    public async Task Two_jobs_of_a_name_and_an_app_without_jobs_say_so()
    {
        await using var without = RondoApp.Create([], static builder => builder.AddDatabase("sqlite::memory:"));
        var error = Assert.Throws<InvalidOperationException>(() => without.Job("a", static (string _) => Task.CompletedTask));
        Assert.Equal("The app has no jobs. Call builder.AddJobs() before it is built.", error.Message);
        await using var app = RondoApp.Create([], static builder => builder.AddDatabase("sqlite::memory:").AddJobs());
        app.Job("a", static (string _) => Task.CompletedTask);
        var twice = Assert.Throws<ArgumentException>(() => app.Schedule("a", "0 3 * * *", static () => Task.CompletedTask));
        Assert.StartsWith("There are two jobs with the name \"a\". Give each job and each schedule a name of its own.", twice.Message, StringComparison.Ordinal);
    }

    private static async Task<TestClient> StartAsync(string kind, Ledger ledger)
    {
        var url = await Databases.UrlAsync(kind);
        var app = RondoApp.Create([], builder => builder.AddDatabase(url).AddJobs().Services.AddSingleton(ledger));
        await app.Services.GetRequiredService<Database>().ExecuteAsync($"CREATE TABLE bookings (amount BIGINT NOT NULL)");
        var receipt = app.Job("receipt", (Order order, Ledger to, JobContext context) =>
        {
            to.Lines.Add($"receipt for {order.Name} in attempt {context.Attempt}");
            return Task.CompletedTask;
        });
        var book = app.Job(
            "book",
            async (long amount, Transaction tx, Ledger to, JobContext context) =>
            {
                await tx.ExecuteAsync($"INSERT INTO bookings VALUES ({amount})");
                to.Lines.Add($"attempt {context.Attempt}");
                if (context.Attempt == 1)
                    throw new ArithmeticException("the first attempt fails");
            },
            new JobOptions { RetryDelay = TimeSpan.FromMilliseconds(1) });
        app.Post("/orders", async (Order order, Transaction tx) =>
        {
            await receipt.EnqueueAsync(tx, order);
            return order.Name == "bad" ? throw new Conflict("The order is bad.") : order;
        });
        app.Post("/book/{amount}", async (long amount, Transaction tx) => await book.EnqueueAsync(tx, amount));
        return await TestClient.StartAsync(app);
    }

    internal sealed record Order(string Name);

    internal sealed class Ledger
    {
        internal List<string> Lines { get; } = [];
    }
}
