using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Rondo.Data.Tests.Others;

/// <summary>Each asynchronous call of EF Core returns to its loop, and SQLite does not run there.</summary>
public sealed class EntityFrameworkTests
{
    /// <summary>The calls, each with every await that it has.</summary>
    private static readonly Dictionary<string, Func<Library, Task>> s_calls = new()
    {
        ["OpenConnectionAsync"] = static async library =>
            { await library.Database.OpenConnectionAsync(); await library.Database.CloseConnectionAsync(); },
        ["CanConnectAsync"] = static async library => Assert.True(await library.Database.CanConnectAsync()),
        ["MigrateAsync"] = static library => library.Database.MigrateAsync(),
        ["GetAppliedMigrationsAsync"] = static async library => Assert.Single(await library.Database.GetAppliedMigrationsAsync()),
        ["ToListAsync"] = static async library => Assert.Equal(300, (await library.Books.ToListAsync()).Count),
        ["ToDictionaryAsync"] = static async library =>
            Assert.Equal(300, (await library.Books.ToDictionaryAsync(static book => book.Id)).Count),
        ["FirstOrDefaultAsync"] = static async library =>
            Assert.NotNull(await library.Books.OrderBy(static book => book.Price).FirstOrDefaultAsync()),
        ["FindAsync"] = static async library => Assert.Equal("book 7", (await library.Books.FindAsync(7))!.Title),
        ["CountAsync"] = static async library => Assert.Equal(300, await library.Books.CountAsync()),
        ["SumAsync"] = static async library => Assert.Equal(45150, await library.Books.SumAsync(static book => (double)book.Price)),
        // The comparison of decimals is a function of EF Core's own in SQLite.
        ["AnyAsync"] = static async library => Assert.True(await library.Books.AnyAsync(static book => book.Price > 299m)),
        ["Include"] = static async library =>
            Assert.Equal(300, (await library.Authors.Include(static author => author.Books).SingleAsync()).Books.Count),
        ["AsSplitQuery"] = static async library =>
            Assert.Equal(300, (await library.Authors.Include(static author => author.Books).AsSplitQuery().SingleAsync()).Books.Count),
        ["LoadAsync"] = static async library =>
            await library.Entry(await library.Authors.SingleAsync()).Collection(static author => author.Books).LoadAsync(),
        ["ReloadAsync"] = static async library => await library.Entry(await library.Authors.SingleAsync()).ReloadAsync(),
        ["AsAsyncEnumerable"] = static async library => Assert.Equal(300, await CountAsync(library.Books.AsAsyncEnumerable())),
        ["break in AsAsyncEnumerable"] = static async library =>
        {
            await foreach (var book in library.Books.AsAsyncEnumerable())
                break;
        },
        ["CompileAsyncQuery"] = static async library =>
        {
            var find = EF.CompileAsyncQuery(static (Library each, int id) => each.Books.FirstOrDefault(book => book.Id == id));
            Assert.Equal("book 7", (await find(library, 7))!.Title);
        },
        ["CompileAsyncQuery, a sequence"] = static async library =>
        {
            var all = EF.CompileAsyncQuery(static (Library each) => each.Books.AsNoTracking());
            Assert.Equal(300, await CountAsync(all(library)));
        },
        ["FromSql"] = static async library =>
            Assert.Equal(300, (await library.Books.FromSql($"""SELECT * FROM "Books" WHERE "Id" > {0}""").ToListAsync()).Count),
        ["SqlQuery"] = static async library =>
            Assert.Equal(300, await library.Database.SqlQuery<int>($"""SELECT count(*) AS "Value" FROM "Books" """).SingleAsync()),
        ["ExecuteSqlAsync"] = static async library =>
            Assert.Equal(300, await library.Database.ExecuteSqlAsync($"""UPDATE "Books" SET "Title" = {"x"}""")),
        ["ExecuteUpdateAsync"] = static async library =>
            Assert.Equal(300, await library.Books.ExecuteUpdateAsync(static set => set.SetProperty(static book => book.Title, "x"))),
        ["ExecuteDeleteAsync"] = static async library =>
            Assert.Equal(1, await library.Books.Where(static book => book.Id == 1).ExecuteDeleteAsync()),
        ["SaveChangesAsync, inserts"] = static async library =>
        {
            library.Books.AddRange(new Book { Title = "a", AuthorId = 1 }, new Book { Title = "b", AuthorId = 1 });
            Assert.Equal(2, await library.SaveChangesAsync());
        },
        ["SaveChangesAsync, update and delete"] = static async library =>
        {
            var books = await library.Books.OrderBy(static book => book.Id).Take(2).ToListAsync();
            books[0].Title = "x";
            library.Remove(books[1]);
            Assert.Equal(2, await library.SaveChangesAsync());
        },
        ["BeginTransactionAsync, CommitAsync"] = static async library =>
        {
            await using var transaction = await library.Database.BeginTransactionAsync();
            await library.Books.ExecuteDeleteAsync();
            await transaction.CommitAsync();
        },
        ["RollbackAsync"] = static async library =>
        {
            await using (var transaction = await library.Database.BeginTransactionAsync())
            {
                await library.Books.ExecuteDeleteAsync();
                await transaction.RollbackAsync();
            }

            Assert.Equal(300, await library.Books.CountAsync());
        },
        ["CreateSavepointAsync"] = static async library =>
        {
            await using var transaction = await library.Database.BeginTransactionAsync();
            await transaction.CreateSavepointAsync("before");
            await library.Books.ExecuteDeleteAsync();
            await transaction.RollbackToSavepointAsync("before");
            await transaction.ReleaseSavepointAsync("before");
            await transaction.CommitAsync();
            Assert.Equal(300, await library.Books.CountAsync());
        },
        ["an execution strategy"] = static async library => await library.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            Assert.NotNull(EventLoop.TryCurrent);
            await library.Books.CountAsync();
            Assert.NotNull(EventLoop.TryCurrent);
        }),
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
        await using var database = await LibraryAsync(kind);
        var threads = new StatementThreads();
        await using (var library = Library.Open(database, threads))
        {
            await s_calls[call](library);
            Assert.Same(loop, EventLoop.TryCurrent);
        }

        Assert.Same(loop, EventLoop.TryCurrent);
        Assert.Equal("", string.Join('\n', threads.OnLoop));
        if (kind == "sqlite" && call is not ("OpenConnectionAsync" or "CanConnectAsync"))
            Assert.NotEmpty(threads.All);
    }

    /// <summary>The reason for UseRondo.</summary>
    [LoopFact(Virtual = true)]
    public async Task Without_UseRondo_SQLite_blocks_the_loop()
    {
        await using var database = await LibraryAsync("sqlite");
        var threads = new StatementThreads();
        await using var library = Library.Open(database, threads, isOnLoop: false);
        Assert.Equal(300, (await library.Books.ToListAsync()).Count);
        Assert.NotEmpty(threads.OnLoop);
    }

    [LoopTheory(Virtual = true), InlineData("sqlite"), InlineData("postgres")]
    public async Task A_retry_of_an_execution_strategy_stays_on_the_loop(string kind)
    {
        var loop = EventLoop.Current;
        await using var database = await LibraryAsync(kind);
        var options = new DbContextOptionsBuilder<Library>();
        Library.Configure(options, database);
        var relational = RelationalOptionsExtension.Extract(options.Options).WithExecutionStrategyFactory(static dependencies =>
            new Twice(dependencies));
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(relational);
        await using var library = new Library(options.Options);
        var attempts = 0;
        await library.Database.CreateExecutionStrategy().ExecuteAsync(async () =>
        {
            Assert.Same(loop, EventLoop.TryCurrent);
            await using var transaction = await library.Database.BeginTransactionAsync();
            Assert.Equal(300, (await library.Books.ToListAsync()).Count);
            if (++attempts == 1)
                throw new TimeoutException();
            await transaction.CommitAsync();
            Assert.Same(loop, EventLoop.TryCurrent);
        });
        Assert.Equal(2, attempts);
        Assert.Same(loop, EventLoop.TryCurrent);
    }

    internal static async Task<Database> LibraryAsync(string kind)
    {
        var database = await Databases.OpenAsync(kind);
        await using var library = Library.Open(database);
        await library.Database.MigrateAsync();
        var author = new Author { Name = "ann" };
        for (var i = 1; i <= 300; i++)
            author.Books.Add(new Book { Title = $"book {i}", Price = i });
        library.Add(author);
        await library.SaveChangesAsync();
        return database;
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<Book> books)
    {
        var (loop, count) = (EventLoop.TryCurrent, 0);
        await foreach (var book in books)
        {
            Assert.Same(loop, EventLoop.TryCurrent);
            count++;
        }

        return count;
    }

    private sealed class Twice(ExecutionStrategyDependencies dependencies)
        : ExecutionStrategy(dependencies, maxRetryCount: 1, maxRetryDelay: TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is TimeoutException;
    }
}
