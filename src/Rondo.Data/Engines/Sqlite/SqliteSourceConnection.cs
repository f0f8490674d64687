using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>A connection of <see cref="Database.Source"/>, whose asynchronous calls run on worker threads.</summary>
internal sealed class SqliteSourceConnection(string connectionString) : SqliteConnection(connectionString)
{
    public override SqliteCommand CreateCommand() =>
        new SqliteSourceCommand { Connection = this, CommandTimeout = DefaultTimeout, Transaction = Transaction };

    public override Task OpenAsync(CancellationToken cancellationToken) => SqliteOffload.RunAsync(this, Open, cancellationToken);

    protected override DbCommand CreateDbCommand() => CreateCommand();

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(
        IsolationLevel isolationLevel, CancellationToken cancellationToken) =>
        new SqliteSourceTransaction(this, await SqliteOffload.RunAsync(this, () => BeginTransaction(isolationLevel), cancellationToken));
}
