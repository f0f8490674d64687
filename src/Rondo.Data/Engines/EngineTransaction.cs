using System.Text.Json;
using Rondo.Data.Statements;

namespace Rondo.Data.Engines;

/// <summary>A transaction on a connection of its own. One task uses it at a time.</summary>
internal abstract class EngineTransaction : IStatementRunner, IAsyncDisposable
{
    public abstract SqlDialect Dialect { get; }

    public abstract string Name { get; }

    public abstract string? TracedSystem { get; }

    public abstract JsonSerializerOptions Json { get; }

    public abstract Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most);

    public abstract IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader);

    public abstract Task<int> ExecuteAsync(SqlText sql);

    public abstract Task<int> BatchAsync(IReadOnlyList<SqlText> statements);

    /// <summary>Rolls back if nothing was committed, and returns the connection.</summary>
    public abstract ValueTask DisposeAsync();

    internal abstract Task CommitAsync();
}
