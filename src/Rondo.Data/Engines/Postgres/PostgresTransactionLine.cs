using System.Data;
using System.Text.Json;
using Rondo.Data.Statements;
using Rondo.Postgres.Exchanges;

namespace Rondo.Data.Engines.Postgres;

/// <summary>A transaction on a connection of Rondo.Postgres.</summary>
internal sealed class PostgresTransactionLine : PostgresEngineTransaction
{
    private readonly PostgresSession _session;
    private readonly PostgresEngine _engine;
    private readonly EventLoop _loop = EventLoop.Current;
    private Exchange? _begin;

    private PostgresTransactionLine(PostgresSession session, PostgresEngine engine, Exchange begin) =>
        (_session, _engine, _begin) = (session, engine, begin);

    public override string? TracedSystem => "postgresql";

    public override string Name => _engine.Name;

    public override JsonSerializerOptions Json => _engine.Json;

    /// <summary>Begins a transaction. BEGIN leaves with the first statement.</summary>
    internal static EngineTransaction Begin(PostgresSession session, PostgresEngine engine, TransactionOptions options)
    {
        session.IsRepeating = false;
        var isolation = options.Isolation switch
        {
            IsolationLevel.ReadUncommitted => " ISOLATION LEVEL READ UNCOMMITTED",
            IsolationLevel.ReadCommitted => " ISOLATION LEVEL READ COMMITTED",
            IsolationLevel.RepeatableRead or IsolationLevel.Snapshot => " ISOLATION LEVEL REPEATABLE READ",
            IsolationLevel.Serializable => " ISOLATION LEVEL SERIALIZABLE",
            _ => "",
        };
        return new PostgresTransactionLine(session, engine, session.Send($"BEGIN{isolation}{(options.IsReadOnly ? " READ ONLY" : "")}"));
    }

    public override Task<List<T>> QueryAsync<T>(SqlText sql, RowReader<T> reader, int most) =>
        RunAsync(sql.Text, () => _session.QueryAsync(sql, reader, most));

    public override async IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader)
    {
        if (!_loop.IsCurrent)
        {
            foreach (var row in await QueryAsync(sql, reader, int.MaxValue))
                yield return row;
            yield break;
        }

        await foreach (var row in PostgresCalls.GuardAsync(_engine, sql.Text, _session.StreamAsync(sql, reader)))
            yield return row;
    }

    public override Task<int> ExecuteAsync(SqlText sql) => RunAsync(sql.Text, () => _session.ExecuteAsync(sql));

    public override Task<int> BatchAsync(IReadOnlyList<SqlText> statements) => statements.Count == 0
        ? Task.FromResult(0)
        : RunAsync(statements[0].Text, () => _session.BatchAsync(statements));

    // rolls back
    public override ValueTask DisposeAsync() => _loop.IsCurrent ? _session.DisposeAsync() : new(_loop.InvokeAsync(_session.DisposeAsync));

    protected override Task SendCommitAsync() =>
        RunAsync("COMMIT", () => CancelScope.Shield(Timeout.InfiniteTimeSpan, async () =>
        {
            var commit = _session.SendLast("COMMIT");
            await _session.WaitAsync(commit);
            commit.ThrowIfFailed();
            return commit.Tag == "COMMIT" ? true : throw RolledBack();
        }));

    /// <summary>BEGIN was answered before the first statement.</summary>
    protected override void CheckBegun()
    {
        if (_begin is not { IsFinished: true } begin)
            return;
        _begin = null;
        begin.ThrowIfFailed();
    }

    private Task<TResult> RunAsync<TResult>(string text, Func<Task<TResult>> call) =>
        _loop.IsCurrent ? RunHereAsync(text, call) : _loop.InvokeAsync(() => RunHereAsync(text, call));

    private Task<TResult> RunHereAsync<TResult>(string text, Func<Task<TResult>> call) =>
        ObserveAsync(text, () => PostgresCalls.GuardAsync(_engine, text, call));
}
