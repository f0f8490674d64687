using Microsoft.EntityFrameworkCore;

namespace Rondo.Data.Tests.Others;

/// <summary>The statements of EF Core end with the scope that they belong to.</summary>
public sealed class EntityFrameworkScopeTests
{
    private static readonly Dictionary<string, string> s_endless = new()
    {
        ["sqlite"] = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS "Value" FROM n""",
        ["postgres"] = """SELECT count(*) AS "Value" FROM (SELECT pg_sleep(3600)) AS forever""",
    };

    private static readonly Dictionary<string, Func<Library, string, CancellationToken, Task>> s_calls = new()
    {
        ["ToListAsync"] = static (library, sql, token) => library.Database.SqlQueryRaw<long>(sql).ToListAsync(token),
        ["ExecuteSqlAsync"] = static (library, sql, token) => library.Database.ExecuteSqlRawAsync(Insert(sql), token),
    };

    private static string Insert(string sql) =>
        $"""INSERT INTO "Books" ("Title", "Price", "AuthorId") SELECT 'x', "Value", 1 FROM ({sql}) AS many""";

    public static TheoryData<string, string, bool> Calls => new()
    {
        { "sqlite", "ToListAsync", false },
        { "sqlite", "ToListAsync", true },
        { "sqlite", "ExecuteSqlAsync", false },
        { "sqlite", "ExecuteSqlAsync", true },
        { "postgres", "ToListAsync", false },
        { "postgres", "ToListAsync", true },
        { "postgres", "ExecuteSqlAsync", false },
        { "postgres", "ExecuteSqlAsync", true },
    };

    [LoopTheory, MemberData(nameof(Calls))]
    public async Task A_deadline_ends_the_statement_with_a_token_or_without(string kind, string call, bool hasToken)
    {
        await using var database = await EntityFrameworkTests.LibraryAsync(kind);
        await using var library = Library.Open(database);
        await Assert.ThrowsAsync<TimeoutException>(() => CancelScope.FailAfter(
            TimeSpan.FromMilliseconds(200),
            () => s_calls[call](library, s_endless[kind], hasToken ? CancelScope.CurrentToken : CancellationToken.None)));
        Assert.Equal(300, await library.Books.CountAsync());
        if (kind == "postgres")
        {
            var running = await database.ScalarAsync<int>(
                $"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%forever%' AND pid <> pg_backend_pid()");
            Assert.Equal(0, running);
        }
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres")]
    public async Task A_token_of_the_callers_own_ends_the_statement(string kind)
    {
        await using var database = await EntityFrameworkTests.LibraryAsync(kind);
        await using var library = Library.Open(database);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            library.Database.SqlQueryRaw<long>(s_endless[kind]).ToListAsync(stop.Token));
        Assert.Equal(300, await library.Books.CountAsync());
    }

    [LoopTheory, InlineData("sqlite"), InlineData("postgres")]
    public async Task A_deadline_in_a_transaction_leaves_nothing_behind(string kind)
    {
        await using var database = await EntityFrameworkTests.LibraryAsync(kind);
        await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(300), async () =>
        {
            await using var library = Library.Open(database);
            await using var transaction = await library.Database.BeginTransactionAsync();
            await library.Books.ExecuteDeleteAsync();
            await library.Database.SqlQueryRaw<long>(s_endless[kind]).ToListAsync();
            await transaction.CommitAsync();
        });
        await using var after = Library.Open(database);
        Assert.Equal(300, await after.Books.CountAsync());
        Assert.Equal(1, await after.Books.Where(static book => book.Id == 1).ExecuteDeleteAsync()); // no lock is left
    }
}
