using System.Data.Common;
using System.Text;
using Dapper;

namespace Rondo.Postgres.Tests.Ado;

/// <summary>A library awaits with <c>ConfigureAwait(false)</c>. On a loop it resumes on the loop, without a hop to the thread pool.</summary>
public sealed class LibraryAwaitTests
{
    private static readonly AsyncLocal<EventLoop?> s_home = new();

    /// <summary>Each awaits a call of the driver as a library does, and then returns.</summary>
    private static readonly Dictionary<string, Func<PostgresDataSource, PostgresConnection, Task>> s_calls = new()
    {
        ["source: open"] = static async (source, _) => await (await source.OpenConnectionAsync().ConfigureAwait(false)).DisposeAsync(),
        ["open"] = static async (source, _) =>
        {
            await using var connection = source.CreateConnection();
            await connection.OpenAsync().ConfigureAwait(false);
            Check();
        },
        ["close"] = static async (source, _) =>
        {
            var connection = await source.OpenConnectionAsync();
            await ExecuteAsync(connection, "SET application_name = 'library'"); // the end of the session resets it
            await connection.CloseAsync().ConfigureAwait(false);
            Check();
        },
        ["dispose of a connection"] = static async (source, _) =>
        {
            var connection = await source.OpenConnectionAsync();
            await ExecuteAsync(connection, "SET application_name = 'library'");
            await connection.DisposeAsync().ConfigureAwait(false);
        },
        ["non-query"] = static async (_, connection) =>
            await connection.CreateCommand("SELECT pg_sleep(0.01)").ExecuteNonQueryAsync().ConfigureAwait(false),
        ["scalar"] = static async (_, connection) =>
            await connection.CreateCommand("SELECT pg_sleep(0.01)").ExecuteScalarAsync().ConfigureAwait(false),
        ["error"] = static async (_, connection) =>
        {
            try
            {
                await connection.CreateCommand("SELECT 1 / 0").ExecuteScalarAsync().ConfigureAwait(false);
            }
            catch (PostgresException)
            {
                return;
            }

            Assert.Fail("The statement did not fail.");
        },
        ["reader"] = static async (_, connection) =>
        {
            var reader = await connection.CreateCommand("SELECT 1; SELECT pg_sleep(0.01)").ExecuteReaderAsync().ConfigureAwait(false);
            Check();
            while (await reader.ReadAsync().ConfigureAwait(false))
                Check();
            await reader.NextResultAsync().ConfigureAwait(false);
            Check();
            await reader.DisposeAsync().ConfigureAwait(false);
        },
        ["rows that come one after the other"] = static async (_, connection) =>
        {
            await using var command = connection.CreateCommand("SELECT n, repeat('x', 1000) FROM generate_series(1, 2000) n");
            await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            while (await reader.ReadAsync().ConfigureAwait(false))
                Check();
        },
        ["close of a reader"] = static async (_, connection) =>
        {
            var reader = await connection.CreateCommand("SELECT n FROM generate_series(1, 100000) n").ExecuteReaderAsync();
            await reader.CloseAsync().ConfigureAwait(false);
        },
        ["schema"] = static async (_, connection) =>
            await connection.CreateCommand("SELECT 17").ExecuteReaderAsync(System.Data.CommandBehavior.SchemaOnly).ConfigureAwait(false),
        ["batch"] = static async (_, connection) =>
        {
            await using var batch = connection.CreateBatch();
            foreach (var text in (string[])["SELECT 1", "SELECT pg_sleep(0.01)"])
            {
                var command = batch.CreateBatchCommand();
                command.CommandText = text;
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
            Check();
            await batch.ExecuteScalarAsync().ConfigureAwait(false);
            Check();
            await (await batch.ExecuteReaderAsync().ConfigureAwait(false)).DisposeAsync();
        },
        ["transaction"] = static async (_, connection) =>
        {
            var transaction = await connection.BeginTransactionAsync().ConfigureAwait(false);
            Check();
            await transaction.SaveAsync("a").ConfigureAwait(false);
            Check();
            await transaction.RollbackAsync("a").ConfigureAwait(false);
            Check();
            await transaction.CommitAsync().ConfigureAwait(false);
            Check();
            transaction = await connection.BeginTransactionAsync();
            await transaction.RollbackAsync().ConfigureAwait(false);
            Check();
            transaction = await connection.BeginTransactionAsync();
            await transaction.DisposeAsync().ConfigureAwait(false);
        },
        ["copy"] = static async (_, connection) =>
        {
            await ExecuteAsync(connection, "CREATE TEMP TABLE copied (n int)");
            await using (var input = await connection.CopyInAsync("COPY copied FROM STDIN").ConfigureAwait(false))
            {
                Check();
                await input.WriteAsync(Encoding.UTF8.GetBytes("1\n2\n")).ConfigureAwait(false);
                Check();
                await input.FlushAsync().ConfigureAwait(false);
                Check();
                Assert.Equal(2, await input.CompleteAsync().ConfigureAwait(false));
                Check();
            }

            await using var output = await connection.CopyOutAsync("COPY copied TO STDOUT").ConfigureAwait(false);
            var bytes = new byte[100];
            while (await output.ReadAsync(bytes).ConfigureAwait(false) > 0)
                Check();
        },
        ["Dapper: one row"] = static async (_, connection) =>
            await connection.QuerySingleAsync<int>("SELECT 17").ConfigureAwait(false),
        ["Dapper: rows"] = static async (_, connection) =>
            await connection.QueryAsync<int>("SELECT n FROM generate_series(1, 20000) n").ConfigureAwait(false),
        ["Dapper: execute"] = static async (_, connection) =>
            await connection.ExecuteAsync("SELECT pg_sleep(0.01)").ConfigureAwait(false),
    };

    public static TheoryData<string> Calls() => [.. s_calls.Keys];

    [LoopTheory(Drivers = "uring,epoll,portable")]
    [MemberData(nameof(Calls))]
    public async Task The_call_ends_on_its_loop(string call)
    {
        await using var source = await Sources.OpenAsync();
        await using var connection = await source.OpenConnectionAsync();
        await LibraryAsync();
        Assert.NotNull(EventLoop.TryCurrent);

        async Task LibraryAsync()
        {
            s_home.Value = EventLoop.Current;
            await s_calls[call](source, connection).ConfigureAwait(false);
            Check();
        }
    }

    private static void Check() => Assert.True(
        s_home.Value!.IsCurrent, $"The call ended on the thread {Thread.CurrentThread.Name ?? "of no name"}, and not on its loop.");

    private static async Task ExecuteAsync(PostgresConnection connection, string text)
    {
        await using var command = connection.CreateCommand(text);
        await command.ExecuteNonQueryAsync();
    }
}
