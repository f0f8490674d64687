using System.Text.Json;
using Npgsql;
using Rondo.Data.Statements;

namespace Rondo.Data.Engines.Npgsql;

/// <summary>A transaction of PostgreSQL's.</summary>
internal sealed class NpgsqlTransactionLine : PostgresEngineTransaction
{
    private readonly NpgsqlLine _line;
    private readonly NpgsqlEngine _engine;
    private readonly NpgsqlTransaction _transaction;

    private NpgsqlTransactionLine(NpgsqlLine line, NpgsqlEngine engine, NpgsqlTransaction transaction) =>
        (_line, _engine, _transaction) = (line, engine, transaction);

    public override string? TracedSystem => null;

    public override string Name => _engine.Name;

    public override JsonSerializerOptions Json => _engine.Json;

    internal static async Task<EngineTransaction> BeginAsync(NpgsqlLine line, NpgsqlEngine engine, TransactionOptions options)
    {
        // Npgsql sends BEGIN with the first statement.
        var transaction = await NpgsqlCalls.GuardAsync(
            engine, "BEGIN", token => line.Connection.BeginTransactionAsync(options.Isolation, token).AsTask());
        var begun = new NpgsqlTransactionLine(line, engine, transaction);
        if (options.IsReadOnly)
            await begun.ExecuteAsync(new SqlText("SET TRANSACTION READ ONLY", []));
        return begun;
    }

    public override Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most) =>
        GuardAsync(sql.Text, token => NpgsqlCalls.QueryAsync(_line.Connection, _engine, sql, reader, most, token));

    public override IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader) =>
        NpgsqlCalls.StreamAsync(_line.Connection, _engine, sql, reader);

    public override Task<int> ExecuteAsync(SqlText sql) =>
        GuardAsync(sql.Text, token => NpgsqlCalls.ExecuteAsync(_line.Connection, _engine, sql, token));

    public override Task<int> BatchAsync(IReadOnlyList<SqlText> statements) => statements.Count == 0
        ? Task.FromResult(0)
        : GuardAsync(statements[0].Text, token => NpgsqlCalls.BatchAsync(_line.Connection, _engine, statements, token));

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => _transaction.DisposeAsync().AsTask()); // rolls back
            if (Lost?.InnerException is { } cause && NpgsqlErrors.IsStale(cause))
                _line.Connection.UnprepareAll(); // the next transaction prepares anew
        }
        finally
        {
            await _line.DisposeAsync();
        }
    }

    protected override Task SendCommitAsync() => NpgsqlCalls.GuardAsync(
        _engine,
        "COMMIT",
        async _ =>
        {
            await _transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            return true;
        },
        isShielded: true);

    private Task<TResult> GuardAsync<TResult>(string text, Func<CancellationToken, Task<TResult>> call) =>
        ObserveAsync(text, () => NpgsqlCalls.GuardAsync(_engine, text, call));
}
