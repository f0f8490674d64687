using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Rondo.Data;
using Rondo.Data.Engines.Sqlite;

namespace Rondo.EntityFrameworkCore.Interceptors;

/// <summary>Begins and ends the transactions of EF Core: those of SQLite on worker threads, all of them under the ambient scope.</summary>
internal sealed class ScopedTransactions : DbTransactionInterceptor
{
    internal static readonly ScopedTransactions Instance = new();

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default) =>
        result.HasResult || CancelScope.Current is null
            ? result
            : InterceptionResult<DbTransaction>.SuppressWithResult(connection is SqliteConnection sqlite
                ? await SqliteOffload.RunAsync(sqlite, () => sqlite.BeginTransaction(eventData.IsolationLevel), cancellationToken)
                : await Ambient.RunAsync(token =>
                    connection.BeginTransactionAsync(eventData.IsolationLevel, token).AsTask(), cancellationToken));

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
        CancellationToken cancellationToken = default) =>
        RunAsync(transaction, result, sqlite => SqliteOffload.RunAsync(sqlite.Connection!, sqlite.Commit, cancellationToken));

    public override ValueTask<InterceptionResult> TransactionRollingBackAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
        CancellationToken cancellationToken = default) =>
        RunAsync(transaction, result, static sqlite => SqliteOffload.RunShieldedAsync(sqlite.Rollback));

    private static async ValueTask<InterceptionResult> RunAsync(
        DbTransaction transaction, InterceptionResult result, Func<SqliteTransaction, Task> call)
    {
        if (result.IsSuppressed || CancelScope.Current is null || transaction is not SqliteTransaction sqlite)
            return result;
        await call(sqlite);
        return InterceptionResult.Suppress();
    }
}
