using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>A transaction whose asynchronous calls run on worker threads.</summary>
internal sealed class SqliteSourceTransaction(SqliteConnection connection, SqliteTransaction inner) : DbTransaction
{
    private bool _isOver;

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    public override bool SupportsSavepoints => true;

    internal SqliteTransaction Inner => inner;

    protected override DbConnection? DbConnection => inner.Connection;

    public override void Commit()
    {
        inner.Commit();
        _isOver = true;
    }

    public override void Rollback()
    {
        inner.Rollback();
        _isOver = true;
    }

    public override void Save(string savepointName) => inner.Save(savepointName);

    public override void Rollback(string savepointName) => inner.Rollback(savepointName);

    public override void Release(string savepointName) => inner.Release(savepointName);

    public override Task CommitAsync(CancellationToken cancellationToken = default) =>
        SqliteOffload.RunAsync(connection, Commit, cancellationToken);

    public override Task RollbackAsync(CancellationToken cancellationToken = default) => SqliteOffload.RunShieldedAsync(Rollback);

    public override Task SaveAsync(string savepointName, CancellationToken cancellationToken = default) =>
        SqliteOffload.RunAsync(connection, () => inner.Save(savepointName), cancellationToken);

    public override Task RollbackAsync(string savepointName, CancellationToken cancellationToken = default) =>
        SqliteOffload.RunShieldedAsync(() => inner.Rollback(savepointName));

    public override Task ReleaseAsync(string savepointName, CancellationToken cancellationToken = default) =>
        SqliteOffload.RunAsync(connection, () => inner.Release(savepointName), cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (!_isOver)
            await SqliteOffload.RunShieldedAsync(Dispose);
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        _isOver = true;
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
