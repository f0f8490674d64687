using Rondo.Postgres.Tests.Ado;

namespace Rondo.Postgres.Tests;

/// <summary>Every public wait of the driver against a server that stops to answer: a deadline ends it, and other connections work.</summary>
/// <remarks>
/// CommitAsync and RollbackAsync are not interrupted by contract: afterwards it would be unknown whether the transaction was stored.
/// </remarks>
public sealed class EveryWaitEndsTests
{
    /// <summary>The waits by name: each prepares itself while the server answers, and returns the wait.</summary>
    private static readonly Dictionary<string, Func<PostgresDataSource, PostgresConnection, Task<Func<Task>>>> s_waits = new()
    {
        ["OpenConnectionAsync, login"] = (source, _) => Ready(async () => await source.OpenConnectionAsync(CancelScope.CurrentToken)),
        ["OpenConnectionAsync, pool"] = async (source, _) =>
        {
            await source.OpenConnectionAsync(CancelScope.CurrentToken); // the second of two
            return async () => await source.OpenConnectionAsync(CancelScope.CurrentToken);
        },
        ["ExecuteNonQueryAsync"] = (_, connection) => Ready(() => Command(connection).ExecuteNonQueryAsync(CancelScope.CurrentToken)),
        ["ExecuteScalarAsync"] = (_, connection) => Ready(() => Command(connection).ExecuteScalarAsync(CancelScope.CurrentToken)),
        ["ExecuteReaderAsync"] = (_, connection) => Ready(() => Command(connection).ExecuteReaderAsync(CancelScope.CurrentToken)),
        ["Batch.ExecuteNonQueryAsync"] = (_, connection) => Ready(async () =>
        {
            await using var batch = connection.CreateBatch();
            batch.BatchCommands.Add(new PostgresBatchCommand { CommandText = "SELECT 1" });
            await batch.ExecuteNonQueryAsync(CancelScope.CurrentToken);
        }),
        ["ReadAsync"] = async (_, connection) =>
        {
            var reader = await Command(connection, "SELECT generate_series(1, 5000000)").ExecuteReaderAsync(CancelScope.CurrentToken);
            return async () =>
            {
                while (await reader.ReadAsync(CancelScope.CurrentToken))
                    continue;
            };
        },
        ["NextResultAsync"] = async (_, connection) =>
        {
            var reader = await Command(connection, "SELECT 1; SELECT pg_sleep(3600)").ExecuteReaderAsync(CancelScope.CurrentToken);
            return () => reader.NextResultAsync(CancelScope.CurrentToken);
        },
        ["SaveAsync"] = async (_, connection) =>
        {
            var transaction = await BeginAsync(connection);
            return () => transaction.SaveAsync("s", CancelScope.CurrentToken);
        },
        ["CopyInAsync"] = (_, connection) => Ready(() => connection.CopyInAsync("COPY t FROM STDIN", CancelScope.CurrentToken)),
        ["CopyOutAsync"] = (_, connection) => Ready(() => connection.CopyOutAsync("COPY t TO STDOUT", CancelScope.CurrentToken)),
        ["CompleteAsync"] = async (_, connection) =>
        {
            var copy = await connection.CopyInAsync("COPY t FROM STDIN", CancelScope.CurrentToken);
            return () => copy.CompleteAsync(CancelScope.CurrentToken);
        },
        ["Stream.ReadAsync"] = async (_, connection) =>
        {
            var copy = await connection.CopyOutAsync("COPY (SELECT generate_series(1, 5000000)) TO STDOUT", CancelScope.CurrentToken);
            return () => copy.CopyToAsync(Stream.Null, CancelScope.CurrentToken);
        },
        ["ListenAsync"] = async (source, _) =>
        {
            var messages = source.ListenAsync("orders").GetAsyncEnumerator(CancelScope.CurrentToken);
            await messages.MoveNextAsync();
            return async () => await messages.MoveNextAsync();
        },
    };

    public static TheoryData<string> All => [.. s_waits.Keys];

    [LoopTheory(Drivers = "epoll,portable", HangSeconds = 120), MemberData(nameof(All))]
    public async Task A_deadline_ends_the_wait(string wait)
    {
        var url = await PostgresServer.CreateDatabaseAsync();
        using var proxy = new ServerProxy(PostgresServer.Shared.Port);
        var text = url.Replace($":{PostgresServer.Shared.Port}/", $":{proxy.Port}/", StringComparison.Ordinal) + "?pool_size=2";
        await using var source = PostgresDataSource.Create(text);
        await source.ExecuteAsync("CREATE TABLE t (n int)");
        using var gate = new ManualResetEventSlim();
        await using (var connection = await source.OpenConnectionAsync(CancelScope.CurrentToken))
        {
            var run = await s_waits[wait](source, connection);
            proxy.Damage = message =>
            {
                gate.Wait();
                return message;
            };
            Assert.False(await CancelScope.MoveOnAfter(TimeSpan.FromMilliseconds(50), run));
            gate.Set();
        }

        await using var other = PostgresDataSource.Create(url);
        Assert.Equal(1, await other.ScalarAsync<int>("SELECT 1"));
    }

    private static Task<Func<Task>> Ready(Func<Task> wait) => Task.FromResult(wait);

    private static PostgresCommand Command(PostgresConnection connection, string text = "SELECT 1") => connection.CreateCommand(text);

    private static async Task<PostgresTransaction> BeginAsync(PostgresConnection connection)
    {
        var transaction = (PostgresTransaction)await connection.BeginTransactionAsync(CancelScope.CurrentToken);
        await Command(connection).ExecuteScalarAsync(CancelScope.CurrentToken);
        return transaction;
    }
}
