using System.Collections.Concurrent;
using System.Data.Common;
using Rondo.Postgres.Ado;

namespace Rondo.Postgres;

/// <summary>Creates the classes of the driver, for code that is written for any database.</summary>
public sealed class PostgresFactory : DbProviderFactory
{
    /// <summary>The factory.</summary>
    public static readonly PostgresFactory Instance = new();

    private static readonly ConcurrentDictionary<string, PostgresDataSource> s_sources = new();

    private PostgresFactory()
    {
    }

    /// <inheritdoc/>
    public override bool CanCreateBatch => true;

    /// <inheritdoc/>
    public override DbConnection CreateConnection() => new NpgsqlConnection(null);

    /// <inheritdoc/>
    public override DbCommand CreateCommand() => new PostgresCommand();

    /// <inheritdoc/>
    public override DbParameter CreateParameter() => new PostgresParameter();

    /// <inheritdoc/>
    public override DbBatch CreateBatch() => new PostgresBatch();

    /// <inheritdoc/>
    public override DbBatchCommand CreateBatchCommand() => new PostgresBatchCommand();

    /// <inheritdoc/>
    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new();

    /// <inheritdoc/>
    public override DbDataSource CreateDataSource(string connectionString) => PostgresDataSource.Create(connectionString);

    /// <summary>Returns the connections for a connection string, which live as long as the program.</summary>
    internal static PostgresDataSource SourceOf(string connectionString) =>
        s_sources.GetOrAdd(connectionString, static text => PostgresDataSource.Create(text));
}
