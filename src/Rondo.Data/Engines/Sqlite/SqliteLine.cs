using Rondo.Data.Statements;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>
/// A connection and the way to it: its calls run on worker threads, one after the other, and end with the caller's scope.
/// </summary>
internal sealed class SqliteLine(SqliteEngine engine, bool isWriter)
{
    private readonly Lock _use = new(); // of the connection, by one worker at a time
    private readonly SqliteSlot _slot = new(engine, isWriter);

    internal bool IsOpen => _slot.IsOpen;

    /// <summary>Runs a function on a worker thread.</summary>
    /// <param name="work">The function, which blocks.</param>
    /// <param name="text">The statement, for messages.</param>
    /// <param name="isShielded">Whether the call runs to its end whatever is cancelled: the end of a transaction.</param>
    internal Task<TResult> RunAsync<TResult>(Func<SqliteSession, TResult> work, string? text, bool isShielded = false)
    {
        if (EventLoop.TryCurrent is null)
            return Task.Factory.StartNew(
                () => Run(work, text, CancellationToken.None), CancellationToken.None,
                TaskCreationOptions.DenyChildAttach | TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return isShielded
            ? CancelScope.Shield(Timeout.InfiniteTimeSpan, () => Offload.RunAsync(() => Run(work, text, CancellationToken.None)))
            : Offload.RunAsync(token => Run(work, text, token));
    }

    /// <summary>Reads a result in pieces of one hop each.</summary>
    internal async IAsyncEnumerable<T> StreamAsync<T>(SqlText sql, RowReader<T> reader, int rows)
    {
        var stream = await RunAsync(session => session.BeginStream(sql, reader), sql.Text);
        try
        {
            while (true)
            {
                var piece = await RunAsync(_ => stream.Read(rows), sql.Text);
                foreach (var row in piece)
                    yield return row;
                if (piece.Count < rows)
                    break;
            }
        }
        finally
        {
            await RunAsync(_ => { stream.Dispose(); return true; }, sql.Text, isShielded: true);
        }
    }

    /// <summary>Closes the connection once no call uses it.</summary>
    internal Task CloseAsync() => !IsOpen ? Task.CompletedTask : RunAsync(
        _ =>
        {
            _slot.Close();
            return true;
        },
        null,
        isShielded: true);

    private TResult Run<TResult>(Func<SqliteSession, TResult> work, string? text, CancellationToken token)
    {
        lock (_use)
            return _slot.Run(work, text, SqliteStop.Of(token));
    }
}
