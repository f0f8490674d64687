using System.Data.Common;
using System.Text.Json;
using Npgsql;
using Rondo.Data.Rows;
using Rondo.Data.Statements;
using Rondo.Postgres;

namespace Rondo.Data.Engines;

/// <summary>A kind of database: its connections, and how statements run on them. Thread-safe.</summary>
internal abstract class Engine : IStatementRunner, IAsyncDisposable
{
    public abstract SqlDialect Dialect { get; }

    public JsonSerializerOptions Json { get; internal set; } = JsonDefaults.Options;

    /// <summary>Gets the name for messages: never a password.</summary>
    public abstract string Name { get; }

    public abstract string? TracedSystem { get; }

    /// <summary>Gets the connections for other ADO.NET code.</summary>
    internal abstract DbDataSource Source { get; }

    /// <summary>Gets the connections of Npgsql, for libraries that are built on it; null: the database is another one.</summary>
    internal virtual NpgsqlDataSource? NpgsqlSource => null;

    /// <summary>Gets the connections of Rondo.Postgres; null: another driver is used.</summary>
    internal virtual PostgresDataSource? Connections => null;

    public abstract Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most);

    public abstract IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader);

    public abstract Task<int> ExecuteAsync(SqlText sql);

    public abstract Task<int> BatchAsync(IReadOnlyList<SqlText> statements);

    public abstract ValueTask DisposeAsync();

    /// <summary>Begins a transaction.</summary>
    internal abstract Task<EngineTransaction> BeginAsync(TransactionOptions options);

    /// <summary>Opens a connection and returns it, so that an error of the set-up shows itself.</summary>
    internal abstract Task CheckAsync();

    /// <summary>Returns how busy the connections are.</summary>
    internal abstract DatabaseStatistics GetStatistics();
}
