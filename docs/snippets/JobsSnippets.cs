using System.ComponentModel.DataAnnotations;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Data;
using Rondo.Jobs;
using Transaction = Rondo.Data.Transaction;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/jobs.md.</summary>
public static class JobsSnippets
{
    // begin jobs-payload
    public sealed record Receipt(long Order, [property: EmailAddress] string To);
    // end jobs-payload

    public sealed record NewOrder(string To, decimal Total);

    public sealed class Mail
    {
        public List<string> Sent { get; } = [];

        public Task SendAsync(string to, string text, string idempotencyKey)
        {
            Sent.Add($"{to}: {text} ({idempotencyKey})");
            return Task.CompletedTask;
        }
    }

    public sealed record Booking(long Order, decimal Amount);

    private static RondoApp Build(string url)
    {
        var builder = RondoApp.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", $"--DATABASE_URL={url}"]);
        builder.Services.AddSingleton<Mail>();
        // begin jobs-app
        builder.AddDatabase().AddJobs();
        var app = builder.Build();
        var receipt = app.Job("send-receipt", async (Receipt receipt, Mail mail, JobContext job) =>
            await mail.SendAsync(receipt.To, $"Order {receipt.Order}", idempotencyKey: $"receipt-{job.Id}"));

        app.Post("/orders", async (NewOrder order, Transaction tx) =>
        {
            var id = await tx.ScalarAsync<long>($"INSERT INTO orders (total) VALUES ({order.Total}) RETURNING id");
            await receipt.EnqueueAsync(tx, new Receipt(id, order.To)); // stored if and only if the order is
            return id;
        });
        // end jobs-app
        app.OnStart(async (Database db) =>
        {
            await db.ExecuteAsync($"CREATE TABLE orders (id INTEGER PRIMARY KEY, total TEXT NOT NULL)");
            await db.ExecuteAsync($"CREATE TABLE bookings (order_id INTEGER NOT NULL, amount TEXT NOT NULL)");
        });
        // begin jobs-once
        var book = app.Job("book", async (Booking booking, Transaction tx) =>
            await tx.ExecuteAsync($"INSERT INTO bookings VALUES ({booking.Order}, {booking.Amount})"));
        // end jobs-once
        // begin jobs-options
        var export = app.Job(
            "export",
            async (Receipt receipt, CancellationToken token) => await Task.Delay(1, token),
            new JobOptions { Queue = "slow", MaxAttempts = 5, Timeout = TimeSpan.FromMinutes(2), RetryDelay = TimeSpan.FromSeconds(10) });
        app.Post("/exports/{id}", (long id, Transaction tx) => export.EnqueueAsync(
            tx,
            new Receipt(id, "ann@example.com"),
            new EnqueueOptions { UniqueKey = $"export-{id}", Delay = TimeSpan.FromMinutes(1), Priority = 10 }));
        // end jobs-options
        // begin jobs-limits
        var resize = app.Job(
            "resize",
            async (Receipt receipt, CancellationToken token) => await Task.Delay(1, token),
            new JobOptions { Queue = "images", Concurrency = 4, Rate = 100, RatePeriod = TimeSpan.FromMinutes(1) });
        // end jobs-limits
        Assert.Equal("resize", resize.Name);
        // begin jobs-schedule
        app.Schedule(
            "nightly-report",
            "0 3 * * *", // minute, hour, day, month, day of the week
            async (Database db, Mail mail) => await mail.SendAsync("boss@example.com", $"{await db.ScalarAsync<int>($"SELECT count(*) FROM orders")} orders", "report"),
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        // end jobs-schedule
        // begin jobs-manage
        app.Get("/jobs/{id}", async (long id, JobQueue jobs) => await jobs.FindAsync(id) ?? throw new NotFound($"There is no job {id}."));
        app.Post("/jobs/{id}/retry", (long id, JobQueue jobs) => jobs.RetryAsync(id));
        app.Delete("/jobs/{id}", (long id, JobQueue jobs) => jobs.CancelAsync(id));
        // end jobs-manage
        app.Post("/bookings", (Booking booking, Database db) => book.EnqueueAsync(db, booking));
        return app;
    }

    [LoopFact(Virtual = true)]
    public static async Task Jobs_are_enqueued_and_drained()
    {
        await using var test = await TestDatabase.CreateAsync("sqlite:");
        await using var client = await TestClient.StartAsync(Build(test.Url));
        // begin jobs-test
        using var order = await client.PostAsJsonAsync("/orders", new NewOrder("ann@example.com", 12.50m));
        var job = Assert.Single(await client.ListEnqueuedAsync<Receipt>("send-receipt"));
        Assert.Equal("ann@example.com", job.Payload.To);
        Assert.Equal(1, await client.DrainJobsAsync()); // throws what an attempt threw

        using var export = await client.PostAsync("/exports/7", null);
        Assert.Equal(0, await client.DrainJobsAsync()); // not due yet
        await EventLoop.Sleep(TimeSpan.FromMinutes(1)); // the clock of the test
        Assert.Equal(1, await client.DrainJobsAsync());
        // end jobs-test
        Assert.Equal(["ann@example.com: Order 1 (receipt-2)"], client.Services.GetRequiredService<Mail>().Sent.Where(static line => line.Contains("receipt", StringComparison.Ordinal)));
        using var booking = await client.PostAsJsonAsync("/bookings", new Booking(1, 12.50m));
        Assert.Equal(1, await client.DrainJobsAsync());
        Assert.Equal([1L], await client.Services.GetRequiredService<Database>().QueryAsync<long>($"SELECT order_id FROM bookings"));
        Assert.Contains("\"name\":\"send-receipt\"", await client.GetStringAsync("/jobs/2"), StringComparison.OrdinalIgnoreCase);
    }
}
