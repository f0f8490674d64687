using Microsoft.Data.Sqlite;

namespace Kitchen.Items;

/// <summary>What one request writes: all of it, or nothing.</summary>
internal sealed class Transaction(SqliteTransaction transaction, SemaphoreSlim turn) : IAsyncDisposable
{
    private readonly SqliteConnection _connection = transaction.Connection!;

    /// <summary>A handler that takes one has written when its answer is sent, and has written nothing when it failed.</summary>
    [Dependency]
    internal static async IAsyncEnumerable<Transaction> BeginAsync(Database database)
    {
        await using var transaction = await database.BeginAsync();
        yield return transaction;
        await transaction.CommitAsync();
    }

    /// <summary>Runs a statement.</summary>
    internal Task<T> RunAsync<T>(Func<SqliteCommand, T> statement) => Offload.RunAsync(() =>
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        return statement(command);
    });

    /// <summary>Rolls back what was not committed, also for a request that has been cancelled, and gives the next writer its turn.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => Offload.RunAsync(() =>
            {
                transaction.Dispose();
                _connection.Dispose();
            }));
        }
        finally
        {
            turn.Release();
        }
    }

    private Task CommitAsync() => Offload.RunAsync(transaction.Commit);
}
