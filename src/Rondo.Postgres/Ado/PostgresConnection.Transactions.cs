using System.Data;
using System.Data.Common;
using Rondo.Postgres.Ado;
using Rondo.Postgres.Sessions;

namespace Rondo.Postgres;

/// <summary>Transactions.</summary>
public abstract partial class PostgresConnection
{
    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        Hop.Wait("BeginTransaction", () => BeginAsync(isolationLevel, CancellationToken.None));

    /// <inheritdoc/>
    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(
        IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        Hop.ClearContext();
        return await BeginAsync(isolationLevel, cancellationToken);
    }

    private async Task<PostgresTransaction> BeginAsync(IsolationLevel level, CancellationToken token)
    {
        var session = Rented;
        if (session.Transaction is not null)
            throw new InvalidOperationException("The connection has a transaction already. Use a savepoint: SaveAsync.");
        var isolation = level switch
        {
            IsolationLevel.Unspecified or IsolationLevel.ReadCommitted => IsolationLevel.ReadCommitted,
            IsolationLevel.ReadUncommitted => IsolationLevel.ReadUncommitted,
            IsolationLevel.RepeatableRead or IsolationLevel.Snapshot => IsolationLevel.RepeatableRead,
            IsolationLevel.Serializable => IsolationLevel.Serializable,
            _ => throw new NotSupportedException($"PostgreSQL has no isolation level {level}."),
        };
        var transaction = new PostgresTransaction(this, session, isolation);
        await transaction.BeginAsync(hasLevel: level != IsolationLevel.Unspecified, token);
        return transaction;
    }
}
