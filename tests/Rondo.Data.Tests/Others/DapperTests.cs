using System.Data.Common;
using Dapper;

namespace Rondo.Data.Tests.Others;

/// <summary>Each asynchronous call of ADO.NET and of Dapper returns to its loop, and SQLite does not run there.</summary>
public sealed class DapperTests
{
    private static readonly Dictionary<string, Func<DbConnection, Task>> s_calls = new()
    {
        ["QueryAsync"] = static async connection => Assert.Equal(
            300,
            (await connection.QueryAsync<Row>("SELECT id, title, price FROM books WHERE id > @least", new { least = 0 })).Count()),
        ["QuerySingleAsync"] = static async connection =>
            Assert.Equal("book 7", (await connection.QuerySingleAsync<Row>("SELECT id, title, price FROM books WHERE id = 7")).Title),
        ["QueryUnbufferedAsync"] = static async connection =>
        {
            var count = 0;
            await foreach (var row in connection.QueryUnbufferedAsync<Row>("SELECT id, title, price FROM books"))
                count += Math.Min(1, (int)row.Id);
            Assert.Equal(300, count);
        },
        ["QueryMultipleAsync"] = static async connection =>
        {
            await using var results = await connection.QueryMultipleAsync(
                "SELECT count(*) FROM books; SELECT title FROM books WHERE id = 7");
            Assert.Equal(300, await results.ReadSingleAsync<int>());
            Assert.Equal("book 7", await results.ReadSingleAsync<string>());
        },
        ["ExecuteAsync"] = static async connection =>
            Assert.Equal(1, await connection.ExecuteAsync("DELETE FROM books WHERE id = @id", new { id = 1 })),
        ["ExecuteScalarAsync"] = static async connection =>
            Assert.Equal(300, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM books")),
        ["ExecuteReaderAsync, ReadAsync"] = static async connection =>
        {
            await using var reader = await connection.ExecuteReaderAsync("SELECT title FROM books ORDER BY id");
            var titles = new List<string>();
            while (await reader.ReadAsync(CancelScope.CurrentToken))
                titles.Add(reader.GetString(0));
            Assert.Equal(300, titles.Count);
        },
        ["a reader that is left"] = static async connection =>
        {
            await using var reader = await connection.ExecuteReaderAsync("SELECT title FROM books ORDER BY id");
            Assert.True(await reader.ReadAsync(CancelScope.CurrentToken));
        },
        ["BeginTransactionAsync, CommitAsync"] = static async connection =>
        {
            await using (var transaction = await connection.BeginTransactionAsync(CancelScope.CurrentToken))
            {
                await connection.ExecuteAsync("DELETE FROM books", transaction: transaction);
                await transaction.CommitAsync(CancelScope.CurrentToken);
            }

            Assert.Equal(0, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM books"));
        },
        ["RollbackAsync"] = static async connection =>
        {
            await using (var transaction = await connection.BeginTransactionAsync(CancelScope.CurrentToken))
            {
                await connection.ExecuteAsync("DELETE FROM books", transaction: transaction);
                await transaction.RollbackAsync(CancelScope.CurrentToken);
            }

            Assert.Equal(300, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM books"));
        },
        ["a transaction that is disposed of"] = static async connection =>
        {
            await using (var transaction = await connection.BeginTransactionAsync(CancelScope.CurrentToken))
                await connection.ExecuteAsync("DELETE FROM books", transaction: transaction);
            Assert.Equal(300, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM books"));
        },
        ["a savepoint"] = static async connection =>
        {
            await using var transaction = await connection.BeginTransactionAsync(CancelScope.CurrentToken);
            await transaction.SaveAsync("before", CancelScope.CurrentToken);
            await connection.ExecuteAsync("DELETE FROM books", transaction: transaction);
            await transaction.RollbackAsync("before", CancelScope.CurrentToken);
            await transaction.ReleaseAsync("before", CancelScope.CurrentToken);
            Assert.Equal(300, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM books", transaction: transaction));
            await transaction.CommitAsync(CancelScope.CurrentToken);
        },
    };

    public static TheoryData<string, string> Calls
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var call in s_calls.Keys)
            {
                data.Add("sqlite", call);
                data.Add("postgres", call);
            }

            return data;
        }
    }

    [LoopTheory(Virtual = true), MemberData(nameof(Calls))]
    public async Task A_call_returns_to_the_loop_and_SQLite_never_runs_there(string kind, string call)
    {
        var loop = EventLoop.Current;
        await using var database = await BooksAsync(kind);
        var threads = new StatementThreads();
        await using (var connection = await database.Source.OpenConnectionAsync(CancelScope.CurrentToken))
        {
            Assert.Same(loop, EventLoop.TryCurrent);
            threads.Watch(connection);
            await s_calls[call](connection);
            Assert.Same(loop, EventLoop.TryCurrent);
        }

        Assert.Same(loop, EventLoop.TryCurrent);
        Assert.Empty(threads.OnLoop);
        if (kind == "sqlite")
            Assert.NotEmpty(threads.All);
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres")]
    public async Task A_deadline_ends_the_statement(string kind)
    {
        await using var database = await BooksAsync(kind);
        await using var connection = await database.Source.OpenConnectionAsync(CancelScope.CurrentToken);
        var endless = kind == "sqlite"
            ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            : "SELECT count(*) FROM (SELECT pg_sleep(3600)) AS forever";
        await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(
            TimeSpan.FromMilliseconds(200),
            () => connection.ExecuteScalarAsync<long>(new CommandDefinition(endless, cancellationToken: CancelScope.CurrentToken))));
        Assert.Equal(300, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM books"));
    }

    private static async Task<Database> BooksAsync(string kind)
    {
        var database = await Databases.OpenAsync(kind);
        await database.ExecuteAsync($"CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL, price DOUBLE PRECISION NOT NULL)");
        await database.TransactionAsync(async transaction =>
        {
            for (var i = 1; i <= 300; i++)
                await transaction.ExecuteAsync($"INSERT INTO books VALUES ({i}, {$"book {i}"}, {(double)i})");
        });
        return database;
    }

    private sealed class Row
    {
        public long Id { get; set; }

        public string Title { get; set; } = "";

        public double Price { get; set; }
    }
}
