using System.Data;
using System.Data.Common;
using Rondo.Postgres.Ado;
using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Sessions;

namespace Rondo.Postgres;

/// <summary>A transaction. It is rolled back unless it is committed.</summary>
public sealed class PostgresTransaction : DbTransaction
{
    private readonly PostgresConnection _connection;
    private readonly Session _session;

    internal PostgresTransaction(PostgresConnection connection, Session session, IsolationLevel level) =>
        (_connection, _session, IsolationLevel) = (connection, session, level);

    /// <inheritdoc/>
    public override IsolationLevel IsolationLevel { get; }

    /// <inheritdoc/>
    public override bool SupportsSavepoints => true;

    /// <inheritdoc/>
    protected override DbConnection? DbConnection => IsOpen ? _connection : null;

    private bool IsOpen => _session.Transaction == this;

    /// <inheritdoc/>
    public override void Commit() => Hop.Wait("Commit", () => CommitTransactionAsync(CancellationToken.None));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A statement failed before, and PostgreSQL rolled the transaction back.</exception>
    public override Task CommitAsync(CancellationToken cancellationToken = default) => CommitTransactionAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Rollback() => Hop.Wait("Rollback", () => EndAsync("ROLLBACK", CancellationToken.None));

    /// <inheritdoc/>
    public override Task RollbackAsync(CancellationToken cancellationToken = default) => EndAsync("ROLLBACK", cancellationToken);

    /// <inheritdoc/>
    public override void Save(string savepointName) => Hop.Wait("Save", () => ExecuteAsync("SAVEPOINT", savepointName, default));

    /// <inheritdoc/>
    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) =>
        ExecuteAsync("SAVEPOINT", savepointName, cancellationToken);

    /// <inheritdoc/>
    public override void Rollback(string savepointName) =>
        Hop.Wait("Rollback", () => ExecuteAsync("ROLLBACK TO SAVEPOINT", savepointName, default));

    /// <inheritdoc/>
    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) =>
        ExecuteAsync("ROLLBACK TO SAVEPOINT", savepointName, cancellationToken);

    /// <inheritdoc/>
    public override void Release(string savepointName) =>
        Hop.Wait("Release", () => ExecuteAsync("RELEASE SAVEPOINT", savepointName, default));

    /// <inheritdoc/>
    public override Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default) =>
        ExecuteAsync("RELEASE SAVEPOINT", savepointName, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        Hop.ClearContext();
        if (IsOpen && !_session.Wire.IsBroken)
            await EndAsync("ROLLBACK", CancellationToken.None);
        await base.DisposeAsync();
    }

    /// <summary>Sends BEGIN; the server's answer comes with that to the first statement.</summary>
    internal Task BeginAsync(bool hasLevel, CancellationToken token) => _session.RunAsync(
        async () =>
        {
            await _session.CheckFreeAsync();
            _session.Transaction = this;
            _session.Wire.Enqueue(new SimpleExchange(hasLevel ? $"BEGIN ISOLATION LEVEL {NameOf(IsolationLevel)}" : "BEGIN"));
            return true;
        },
        token);

    /// <summary>Rolls back without waiting, for a caller that may not block.</summary>
    /// <param name="disposing">Whether this is no finalizer.</param>
    protected override void Dispose(bool disposing)
    {
        if (disposing && IsOpen)
        {
            _session.Transaction = null;
            if (_session.Home.IsCurrent)
                Rollback(_session);
            else
                _session.Home.Post(static session => Rollback((Session)session!), _session);
        }

        base.Dispose(disposing);
    }

    private static void Rollback(Session session) => session.Wire.Enqueue(new SimpleExchange("ROLLBACK"));

    private static string NameOf(IsolationLevel level) => level switch
    {
        IsolationLevel.ReadUncommitted => "READ UNCOMMITTED",
        IsolationLevel.RepeatableRead => "REPEATABLE READ",
        IsolationLevel.Serializable => "SERIALIZABLE",
        _ => "READ COMMITTED",
    };

    private async Task<bool> CommitTransactionAsync(CancellationToken token)
    {
        Hop.ClearContext();
        // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, which is no error to it.
        if (await EndAsync("COMMIT", token) != "COMMIT")
            throw new InvalidOperationException(
                "PostgreSQL rolled the transaction back after an earlier error, and nothing of it is stored. Handle that error first.");
        return true;
    }

    private Task<string> EndAsync(string command, CancellationToken token)
    {
        CheckOpen();
        return _session.RunAsync(
            async () =>
            {
                await _session.CheckFreeAsync();
                _session.Transaction = null;

                // Not interrupted: afterwards it would be unknown whether it was stored.
                return await CancelScope.Shield(Timeout.InfiniteTimeSpan, async () =>
                {
                    var exchange = new SimpleExchange(command);
                    await _session.Wire.RunAsync(exchange);
                    return exchange.Tag;
                });
            },
            token);
    }

    private Task<bool> ExecuteAsync(string command, string savepoint, CancellationToken token)
    {
        ArgumentException.ThrowIfNullOrEmpty(savepoint);
        CheckOpen();
        return _session.RunAsync(
            async () =>
            {
                await _session.CheckFreeAsync();
                await _session.Wire.RunAsync(
                    new SimpleExchange($"{command} \"{savepoint.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
                return true;
            },
            token);
    }

    private void CheckOpen()
    {
        if (!IsOpen)
            throw new InvalidOperationException("The transaction has ended: it was committed, rolled back, or its connection was closed.");
    }
}
