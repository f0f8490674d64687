using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Jobs.Tests;

/// <summary>Payloads that are invalid: where they are enqueued, and in rows of another version of the program.</summary>
public sealed class PayloadTests
{
    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task An_invalid_payload_is_refused_before_it_is_stored(string kind)
    {
        await using var app = await BindingApp.CreateAsync(kind, new BindingLog());
        var database = app.Services.GetRequiredService<Database>();
        var mail = app.Job("mail", (Mail mail) => { });
        var stars = app.Job("stars", ([Range(1, 5)] int stars) => { });
        var queue = app.Services.GetRequiredService<JobQueue>();
        await queue.DrainAsync();
        await using var transaction = await database.BeginAsync();
        var error = await Assert.ThrowsAsync<PayloadException>(() => mail.EnqueueAsync(
            transaction, new Mail("nobody", [new Part("", 7), new Part("b", 1)], "secret") { From = "mallory" }));
        Assert.Equal(
            """
            The payload of the job mail is invalid, so the job is not stored.
              /to: It must be an e-mail address. It is: "nobody"
              /parts/0/title: It must have 1 to 10 characters. It is: ""
              /parts/0/pages: It must be at least 1 and at most 5. It is: 7
              /password: It must have at least 8 characters.
            """,
            error.Message);
        Assert.Null(error.JobId);
        Assert.Equal(["/to", "/parts/0/title", "/parts/0/pages", "/password"], error.Errors.Select(static each => each.Pointer));
        Assert.Equal("The payload of the job mail is invalid, so the job is not stored.\n  /from: It must not be mallory.", (await Assert.ThrowsAsync<PayloadException>(
            () => mail.EnqueueAsync(transaction, new Mail("a@b.c", [], "long enough") { From = "mallory" }))).Message);
        Assert.StartsWith("The payload of the job mail is invalid, so the job is not stored.\n  The payload: The property or field 'parts' on type", (await Assert.ThrowsAsync<PayloadException>(
            () => mail.EnqueueAsync(transaction, new Mail("a@b.c", null!, "long enough")))).Message, StringComparison.Ordinal);
        Assert.Equal("The payload of the job mail is invalid, so the job is not stored.\n  The payload: It must not be null.", (await Assert.ThrowsAsync<PayloadException>(
            () => mail.EnqueueAsync(transaction, null!))).Message);
        Assert.Equal("The payload of the job stars is invalid, so the job is not stored.\n  The payload: It must be at least 1 and at most 5. It is: 6", (await Assert.ThrowsAsync<PayloadException>(
            () => stars.EnqueueAsync(transaction, 6))).Message);
        await transaction.CommitAsync();
        Assert.Empty(await queue.ListAsync());
    }

    [LoopTheory, MemberData(nameof(Databases.Kinds), MemberType = typeof(Databases))]
    public async Task A_row_that_does_not_fit_is_dead_at_once_and_runs_after_it_is_mended(string kind)
    {
        var log = new BindingLog();
        await using var app = await BindingApp.CreateAsync(kind, log);
        var database = app.Services.GetRequiredService<Database>();
        app.Job("mail", (Mail mail, BindingLog to) => to.Add(mail.To));
        var queue = app.Services.GetRequiredService<JobQueue>();
        await queue.DrainAsync();
        var ids = new List<long>();
        foreach (var payload in new[] { """{"to":7,"parts":[]}""", """{"to":"nobody","parts":[],"password":"long enough"}""", "no json", "null" })
        {
            ids.Add(await database.ScalarAsync<long>($"""
                INSERT INTO rondo_jobs (name, queue, payload, state, priority, attempt, max_attempts, run_at, created_at)
                VALUES ('mail', 'default', {payload}, 'available', 0, 0, 20, 0, 0) RETURNING id
                """));
        }

        Assert.Equal(4, await queue.DrainAsync());
        var dead = (await queue.ListAsync(JobState.Dead)).OrderBy(static job => job.Id).ToList();
        Assert.Equal(ids, dead.Select(static job => job.Id));
        Assert.All(dead, static job => Assert.Equal(1, job.Attempt));
        var head = "Rondo.Jobs.PayloadException: The stored payload of the job mail {0} does not fit the handler, so the job is dead. Deploy a handler that reads it, and call JobQueue.RetryAsync({0}).\n";
        string[] expected =
        [
            "  /to: It must be a string. It is: 7\n  /password: A value is required.",
            "  /to: It must be an e-mail address. It is: \"nobody\"",
            "  The payload: The text is not valid JSON: line 1, position ",
            "  The payload: It must not be null.",
        ];
        foreach (var (job, text) in dead.Zip(expected))
            Assert.StartsWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, head, job.Id) + text, job.Error, StringComparison.Ordinal);
        var mended = """{"to":"a@b.c","parts":[],"password":"long enough"}""";
        await database.ExecuteAsync($"UPDATE rondo_jobs SET payload = {mended}");
        Assert.True(await queue.RetryAsync(ids[0]));
        await queue.DrainAsync();
        Assert.Equal(["a@b.c"], log.Lines);
    }

    [LoopFact]
    public async Task A_handler_that_enqueues_an_invalid_payload_is_retried()
    {
        await using var app = await BindingApp.CreateAsync("memory", new BindingLog());
        var stars = app.Job("stars", ([Range(1, 5)] int stars) => { });
        var outer = app.Job("outer", (Letter letter, Database database) => stars.EnqueueAsync(database, 6), new JobOptions { MaxAttempts = 3, RetryDelay = TimeSpan.Zero });
        var queue = app.Services.GetRequiredService<JobQueue>();
        await queue.DrainAsync();
        await outer.EnqueueAsync(app.Services.GetRequiredService<Database>(), new Letter("ann"));
        Assert.Equal(3, await queue.DrainAsync());
    }

    [LoopFact]
    public async Task A_handler_of_a_request_that_enqueues_an_invalid_payload_is_at_fault_and_not_its_client()
    {
        var app = await BindingApp.CreateAsync("memory", new BindingLog());
        var stars = app.Job("stars", ([Range(1, 5)] int stars) => { });
        app.Post("/", (Transaction tx) => stars.EnqueueAsync(tx, 6));
        await using var client = await TestClient.StartAsync(app, static options => options.ThrowServerErrors = false);
        using var response = await client.PostAsync("/", null);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await client.Services.GetRequiredService<JobQueue>().ListAsync());
    }
}

internal sealed record Part([property: StringLength(10, MinimumLength = 1)] string Title, [property: Range(1, 5)] int Pages);

internal sealed record Mail([property: EmailAddress] string To, Part[] Parts, [property: MinLength(8)] string Password)
{
    public string? From { get; init; }
}

internal static class PayloadValidators
{
    [Validator]
    internal static async Task CheckAsync(Mail mail, ErrorReport report, BindingLog log, Transaction transaction)
    {
        if (await transaction.ScalarAsync<string>($"SELECT 'mallory'") == mail.From && log is not null)
            report.Add(nameof(Mail.From), "sender", "It must not be mallory.");
    }
}
