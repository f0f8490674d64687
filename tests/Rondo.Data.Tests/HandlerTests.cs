using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Rondo.Data.Tests;

/// <summary>Handlers with a database or a transaction as a parameter.</summary>
public sealed class HandlerTests
{
    [LoopTheory(Virtual = true), MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task Changes_are_committed_before_the_response(string kind)
    {
        await using var client = await StartAsync(kind);
        using var created = await client.PostAsync("/names", JsonContent.Create(new Name("ann")));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("[\"ann\"]", await client.GetStringAsync("/names"));
    }

    [LoopTheory(Virtual = true), MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_handler_that_fails_has_written_nothing(string kind)
    {
        await using var client = await StartAsync(kind);
        using var failed = await client.PostAsync("/fail", JsonContent.Create(new Name("ann")));
        Assert.Equal(HttpStatusCode.Conflict, failed.StatusCode);
        Assert.Equal("[]", await client.GetStringAsync("/names"));
    }

    [LoopTheory(Virtual = true), InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task A_commit_that_fails_is_the_response(string kind)
    {
        await using var client = await StartAsync(kind);
        using var failed = await client.PostAsync("/late", null);
        Assert.Equal(HttpStatusCode.Conflict, failed.StatusCode);
        Assert.Contains("no such parent", await failed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [LoopTheory(Virtual = true), InlineData("sqlite"), InlineData("postgres"), InlineData("npgsql")]
    public async Task Without_a_free_connection_the_response_is_503(string kind)
    {
        await using var client = await StartAsync(kind, Databases.IsPostgres(kind) ? "?pool_size=1&pool_timeout=5" : "?pool_timeout=5");
        await using var held = await client.Services.GetRequiredService<Database>().BeginAsync();
        using var response = await client.PostAsync("/names", JsonContent.Create(new Name("ann")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("1", response.Headers.GetValues("Retry-After").Single());
        var body = await response.Content.ReadAsStringAsync();
        Assert.Contains("The database is not available. Try again in a moment.", body, StringComparison.Ordinal);
        Assert.DoesNotContain("pool", body, StringComparison.Ordinal);
    }

    [LoopTheory, MemberData(nameof(Databases.Drivers), MemberType = typeof(Databases))]
    public async Task A_client_that_leaves_ends_the_statement_in_the_server_and_has_written_nothing(string kind)
    {
        await using var client = await StartAsync(kind);
        var db = client.Services.GetRequiredService<Database>();
        using var stop = new CancellationTokenSource();
        var request = client.PostAsync("/endless", JsonContent.Create(new Name("ann")), stop.Token);
        await WaitAsync(async () => await CountAsync() == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await WaitAsync(async () => await CountAsync() == 0);
        await WaitAsync(() => Task.FromResult(db.Statistics.Busy == 0));
        Assert.Equal("[]", await client.GetStringAsync("/names"));

        async Task<int> CountAsync() => Databases.IsPostgres(kind) ? await db.ScalarAsync<int>(Sql.Raw(CancellationTests.CountEndless)) : db.Statistics.Busy;
    }

    private static Task WaitAsync(Func<Task<bool>> isTrue) => CancelScope.FailAfter(TimeSpan.FromMinutes(1), async () =>
    {
        while (!await isTrue())
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
    });

    private static async Task<TestClient> StartAsync(string kind, string options = "")
    {
        var url = await Databases.UrlAsync(kind);
        var app = RondoApp.Create([], builder => builder.AddDatabase(Databases.With(url, options)));
        var db = app.Services.GetRequiredService<Database>();
        await db.ExecuteAsync($"CREATE TABLE names (name TEXT NOT NULL UNIQUE)");
        await db.ExecuteAsync($"CREATE TABLE parents (id INTEGER PRIMARY KEY)");
        await db.ExecuteAsync($"CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)");
        app.OnError<DatabaseException>(static error => error.Kind == DatabaseErrorKind.ForeignKeyViolation ? new Conflict("There is no such parent.") : null);
        app.Post("/names", async (Name name, Transaction tx) => { await tx.ExecuteAsync($"INSERT INTO names VALUES ({name.Text})"); }).Status(201);
        app.Post("/fail", async (Name name, Transaction tx) =>
        {
            await tx.ExecuteAsync($"INSERT INTO names VALUES ({name.Text})");
            if (name.Text.Length > 0)
                throw new Conflict("Not today.");
        });
        app.Post("/late", async (Transaction tx) => { await tx.ExecuteAsync($"INSERT INTO children VALUES (7)"); });
        app.Post("/endless", async (Name name, Transaction tx) =>
        {
            await tx.ExecuteAsync($"INSERT INTO names VALUES ({name.Text})");
            await tx.ExecuteAsync($"INSERT INTO names {Sql.Raw(CancellationTests.Endless[kind])}");
        });
        app.Get("/names", (Database db) => db.QueryAsync<string>($"SELECT name FROM names ORDER BY name"));
        return await TestClient.StartAsync(app);
    }

    internal sealed record Name(string Text);
}
