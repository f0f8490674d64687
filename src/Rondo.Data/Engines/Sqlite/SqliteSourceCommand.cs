using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>A command whose asynchronous calls run on worker threads.</summary>
internal sealed class SqliteSourceCommand : SqliteCommand
{
    protected override DbTransaction? DbTransaction
    {
        get => base.DbTransaction;
        set => base.DbTransaction = value is SqliteSourceTransaction transaction ? transaction.Inner : value;
    }

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) =>
        SqliteOffload.RunAsync(Connection!, ExecuteNonQuery, cancellationToken);

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        SqliteOffload.RunAsync(Connection!, ExecuteScalar, cancellationToken);

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        await SqlitePieceReader.ExecuteAsync(this, behavior, cancellationToken);
}
