using System.Text.Json;
using Npgsql;

namespace Rondo.Data;

/// <summary>A transaction of PostgreSQL's.</summary>
internal sealed class NpgsqlTransactionLine : EngineTransaction
{
    private readonly NpgsqlLine _line;
    private readonly NpgsqlEngine _engine;
    private readonly NpgsqlTransaction _transaction;

    private NpgsqlTransactionLine(NpgsqlLine line, NpgsqlEngine engine, NpgsqlTransaction transaction) => (_line, _engine, _transaction) = (line, engine, transaction);

    public override SqlDialect Dialect => SqlDialect.Postgres;

    public override JsonSerializerOptions Json => _engine.Json;

    internal static async Task<EngineTransaction> BeginAsync(NpgsqlLine line, NpgsqlEngine engine, TransactionOptions options)
    {
        // Npgsql sends BEGIN with the first statement.
        var transaction = await NpgsqlCalls.GuardAsync(engine, "BEGIN", token => line.Connection.BeginTransactionAsync(options.Isolation, token).AsTask());
        var begun = new NpgsqlTransactionLine(line, engine, transaction);
        if (options.IsReadOnly)
            await begun.ExecuteAsync(new SqlText("SET TRANSACTION READ ONLY", []));
        return begun;
    }

    public override Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most) =>
        NpgsqlCalls.GuardAsync(_engine, sql.Text, token => NpgsqlCalls.QueryAsync(_line.Connection, _engine, sql, reader, most, token));

    public override IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader) => NpgsqlCalls.StreamAsync(_line.Connection, _engine, sql, reader);

    public override Task<int> ExecuteAsync(SqlText sql) =>
        NpgsqlCalls.GuardAsync(_engine, sql.Text, token => NpgsqlCalls.ExecuteAsync(_line.Connection, _engine, sql, token));

    public override Task<int> BatchAsync(IReadOnlyList<SqlText> statements) => statements.Count == 0
        ? Task.FromResult(0)
        : NpgsqlCalls.GuardAsync(_engine, statements[0].Text, token => NpgsqlCalls.BatchAsync(_line.Connection, _engine, statements, token));

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => _transaction.DisposeAsync().AsTask()); // rolls back
        }
        finally
        {
            await _line.DisposeAsync();
        }
    }

    // Not interrupted: afterwards nobody would know whether it was stored.
    internal override Task CommitAsync() => NpgsqlCalls.GuardAsync(
        _engine,
        "COMMIT",
        async _ =>
        {
            await _transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return true;
        },
        isShielded: true);
}
