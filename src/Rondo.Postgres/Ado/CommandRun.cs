using Rondo.Postgres.Connections;
using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Sessions;
using Rondo.Postgres.Syntax;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Ado;

/// <summary>
/// The statements of a command or batch, and their results one after the other. Every member runs on the connection's loop.
/// </summary>
/// <remarks>
/// Statements that are prepared already leave in one write; the first that is not is prepared when those before it have ended, since
/// it may need their tables. Several statements outside a transaction form one, so that an error undoes all.
/// </remarks>
internal sealed class CommandRun(Session session, IReadOnlyList<BoundStatement> statements) : IUser
{
    private readonly List<ReaderExchange> _started = [];
    private readonly bool _isOwnTransaction = statements.Count > 1 && !session.IsInTransaction;
    private SimpleExchange? _end;
    private int _index = -1;

    /// <summary>Gets the statement whose rows are read; null: before the first result, or behind the last one.</summary>
    internal ReaderExchange? Current { get; private set; }

    /// <summary>Gets the number of rows that were changed; -1: no statement changes rows.</summary>
    internal long RecordsAffected { get; private set; } = -1;

    /// <summary>Gets the loop of the connection.</summary>
    internal EventLoop Home => session.Home;

    /// <summary>Gets whether the server has ended the last statement, so that proceeding behind it does not wait.</summary>
    internal bool HasEnded =>
        _index >= statements.Count - 1 && Current is null or { IsFinished: true } && _end is null or { IsFinished: true };

    /// <summary>Runs all statements, and drops their rows.</summary>
    /// <returns>The number of rows that were changed; -1: no statement changes rows.</returns>
    internal Task<int> ExecuteAsync(int timeout, CancellationToken token) => RunAsync(
        async () =>
        {
            await session.EnterAsync(this);
            await FinishAsync();
            return (int)Math.Min(RecordsAffected, int.MaxValue);
        },
        timeout,
        token);

    /// <summary>Runs a call on the connection's loop, for as many seconds as the command may take.</summary>
    internal Task<T> RunAsync<T>(Func<Task<T>> call, int timeout, CancellationToken token) => session.RunAsync(
        timeout == 0 ? call : () => CancelScope.FailAfter(TimeSpan.FromSeconds(timeout), call), token);

    /// <summary>Returns the columns of the first statement, which is not run.</summary>
    internal async Task<Column[]> DescribeAsync()
    {
        await session.EnterAsync(this);
        try
        {
            _index = statements.Count;
            var plan = new Plan(statements[0].Key, "");
            await session.Wire.RunAsync(new PrepareExchange(plan, null));
            return plan.Columns;
        }
        finally
        {
            session.Leave(this);
        }
    }

    /// <summary>Begins with the first result.</summary>
    internal async Task<bool> BeginAsync(bool isWhole)
    {
        await session.EnterAsync(this);
        return await NextAsync(isWhole);
    }

    /// <summary>Proceeds to the next result with columns.</summary>
    /// <param name="isWhole">Whether to wait for the whole result, as far as it fits one piece.</param>
    /// <returns>False: there is none.</returns>
    internal async Task<bool> NextAsync(bool isWhole = false)
    {
        try
        {
            await EndCurrentAsync();
            while (++_index < statements.Count)
            {
                await StartAsync();
                Current = _started[_index];
                await Current.WaitAsync(isWhole);
                await RepeatIfStaleAsync(isWhole);
                if (Current is { IsFinished: true } ended)
                    ended.ThrowIfFailed();
                if (Current.Columns.Length > 0)
                    return true;
                await EndCurrentAsync();
            }

            await CommitAsync();
            return false;
        }
        catch (Exception exception)
        {
            var index = _index;
            Leave();
            if (exception is PostgresException refused && index < statements.Count && statements[Math.Max(0, index)].Command is { } command)
                throw refused.At(command);
            throw;
        }
    }

    /// <summary>Runs the statements to their end and drops the rows that were not read.</summary>
    internal async Task FinishAsync()
    {
        while (_index < statements.Count && session.User == this)
            await NextAsync();
        Leave();
    }

    /// <summary>Runs the statements to their end behind the caller, who cannot wait. Their errors have no reader any more.</summary>
    internal void FinishInBackground()
    {
        session.Background = FinishQuietlyAsync();

        async Task FinishQuietlyAsync()
        {
            try
            {
                await CancelScope.Shield(Timeout.InfiniteTimeSpan, FinishAsync);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // The next statement on the connection fails where this one broke it.
            }
        }
    }

    /// <summary>Asks the server to end the statement that runs.</summary>
    public void Abandon()
    {
        if (session.User == this && Current is { IsSent: true, IsFinished: false } current)
            current.Abandon(session.Wire);
    }

    private async Task EndCurrentAsync()
    {
        if (Current is not { } current)
            return;
        current.Discard();
        await current.WaitAsync(session.Wire);
        current.ThrowIfFailed();
        if (current.IsChange)
            RecordsAffected = Math.Max(0, RecordsAffected) + current.Affected;
        if (statements[_index].Command is { } command)
            command.SetRecordsAffected(current.IsChange ? current.Affected : -1);
        Current = null;
    }

    /// <summary>Sends the statement at the index and those behind it that are prepared.</summary>
    private async Task StartAsync()
    {
        var wire = session.Wire;
        while (_started.Count < statements.Count)
        {
            var next = statements[_started.Count];
            if (_started.Count > _index && wire.Plans.Find(next.Key) is not { IsReady: true })
                return;
            if (_isOwnTransaction && _started.Count == 0)
                wire.Enqueue(new SimpleExchange("BEGIN"));
            wire.IsChanged |= StatementKind.ChangesSession(next.Key.Text);
            var exchange = new ReaderExchange(next.Key, next.Values, wire);
            _started.Add(exchange);
            await wire.StartQueryAsync(exchange);
        }

        if (_isOwnTransaction && _end is null)
            wire.Enqueue(_end = new SimpleExchange("COMMIT"));
    }

    /// <summary>
    /// A prepared statement that does not fit its tables any more did nothing: it runs once more, unless a transaction failed by it.
    /// </summary>
    private async Task RepeatIfStaleAsync(bool isWhole)
    {
        if (Current is not { IsFinished: true, IsStale: true } stale)
            return;
        session.Wire.Plans.Remove(stale.Plan);
        if (statements.Count > 1 || session.IsInTransaction)
            return;
        stale.Reset();
        await session.Wire.StartQueryAsync(stale);
        await stale.WaitAsync(isWhole);
    }

    private async Task CommitAsync()
    {
        if (_end is not null)
        {
            await _end.WaitAsync(session.Wire);
            _end.ThrowIfFailed();
        }

        Leave();
    }

    private void Leave()
    {
        _index = statements.Count;
        Current?.Discard();
        Current = null;
        if (_isOwnTransaction && _end is null && _started.Count > 0)
            session.Wire.Enqueue(_end = new SimpleExchange("ROLLBACK"));
        session.Leave(this);
    }
}
