using System.Text.Json;
using Npgsql;
using Rondo.Data.Statements;

namespace Rondo.Data.Engines.Npgsql;

/// <summary>A transaction of PostgreSQL's.</summary>
internal sealed class NpgsqlTransactionLine : EngineTransaction
{
    private readonly NpgsqlLine _line;
    private readonly NpgsqlEngine _engine;
    private readonly NpgsqlTransaction _transaction;
    private Exception? _lost; // the error after which PostgreSQL ignores what follows

    private NpgsqlTransactionLine(NpgsqlLine line, NpgsqlEngine engine, NpgsqlTransaction transaction) =>
        (_line, _engine, _transaction) = (line, engine, transaction);

    public override SqlDialect Dialect => SqlDialect.Postgres;

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
            if (_lost?.InnerException is { } cause && NpgsqlErrors.IsStale(cause))
                _line.Connection.UnprepareAll(); // the next transaction prepares anew
        }
        finally
        {
            await _line.DisposeAsync();
        }
    }

    internal override Task CommitAsync()
    {
        // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, which is no error to it.
        if (_lost is not null)
            throw new DatabaseException(
                DatabaseErrorKind.RolledBack,
                "PostgreSQL rolled the transaction back after an earlier error, and nothing of it is stored.", cause: _lost);
        // Not interrupted: afterwards nobody would know whether it was stored.
        return NpgsqlCalls.GuardAsync(
            _engine,
            "COMMIT",
            async _ =>
            {
                await _transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return true;
            },
            isShielded: true);
    }

    private async Task<TResult> GuardAsync<TResult>(string text, Func<CancellationToken, Task<TResult>> call)
    {
        try
        {
            var result = await NpgsqlCalls.GuardAsync(_engine, text, call);
            if (text.StartsWith("ROLLBACK TO ", StringComparison.OrdinalIgnoreCase))
                _lost = null;
            return result;
        }
        catch (Exception exception)
        {
            _lost ??= exception;
            throw;
        }
    }
}
