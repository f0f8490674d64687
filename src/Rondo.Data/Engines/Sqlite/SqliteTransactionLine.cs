using System.Text.Json;
using Rondo.Data.Statements;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>A transaction of SQLite's.</summary>
internal sealed class SqliteTransactionLine : EngineTransaction
{
    private readonly SqliteLine _line;
    private readonly SqliteEngine _engine;
    private readonly Action _release;
    private Exception? _lost; // the error at which SQLite rolled the transaction back by itself
    private bool _isOver;

    private SqliteTransactionLine(SqliteLine line, SqliteEngine engine, Action release) =>
        (_line, _engine, _release) = (line, engine, release);

    public override SqlDialect Dialect => SqlDialect.Sqlite;

    public override string? TracedSystem => "sqlite";

    public override string Name => _engine.Name;

    public override JsonSerializerOptions Json => _engine.Json;

    internal static async Task<EngineTransaction> BeginAsync(SqliteLine line, SqliteEngine engine, string begin, Action release)
    {
        try
        {
            await line.RunAsync(session => session.Execute(new SqlText(begin, [])), begin);
            return new SqliteTransactionLine(line, engine, release);
        }
        catch
        {
            release();
            throw;
        }
    }

    public override Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most) =>
        RunAsync(session => session.Query(sql, reader, most), sql.Text);

    public override IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader) =>
        _line.StreamAsync(sql, reader, SqliteEngine.StreamRows);

    public override Task<int> ExecuteAsync(SqlText sql) => RunAsync(session => session.Execute(sql), sql.Text);

    public override Task<int> BatchAsync(IReadOnlyList<SqlText> statements) => RunAsync(
        session =>
        {
            var changed = 0;
            foreach (var statement in statements)
                changed += session.Execute(statement);
            return changed;
        },
        statements.Count > 0 ? statements[0].Text : null);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (!_isOver)
            {
                _isOver = true;
                await _line.RunAsync(
                    static session => session.IsAutocommit ? 0 : session.Execute(new SqlText("ROLLBACK", [])), "ROLLBACK",
                    isShielded: true);
            }
        }
        finally
        {
            _release();
        }
    }

    internal override async Task CommitAsync()
    {
        // Not interrupted: afterwards nobody would know whether it was stored.
        await RunAsync(static session => session.Execute(new SqlText("COMMIT", [])), "COMMIT", isShielded: true);
        _isOver = true;
    }

    private Task<TResult> RunAsync<TResult>(Func<SqliteSession, TResult> work, string? text, bool isShielded = false) => _line.RunAsync(
        session =>
        {
            if (_lost is not null)
                throw new DatabaseException(
                    DatabaseErrorKind.RolledBack,
                    "SQLite rolled the transaction back after an earlier error, and nothing of it is stored.", text, cause: _lost);
            try
            {
                return work(session);
            }
            catch (Exception exception) when (session.IsAutocommit)
            {
                _lost = exception;
                throw;
            }
        },
        text,
        isShielded);
}
