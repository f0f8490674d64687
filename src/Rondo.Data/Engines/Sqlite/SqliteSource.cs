using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>Connections of Microsoft.Data.Sqlite, from its pool, for other ADO.NET code.</summary>
internal sealed class SqliteSource(string connectionString) : DbDataSource
{
    public override string ConnectionString => connectionString;

    protected override DbConnection CreateDbConnection() => new SqliteSourceConnection(connectionString);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            using var connection = new SqliteConnection(connectionString);
            SqliteConnection.ClearPool(connection);
        }

        base.Dispose(disposing);
    }

    protected override ValueTask DisposeAsyncCore()
    {
        Dispose(disposing: true);
        return base.DisposeAsyncCore();
    }
}
