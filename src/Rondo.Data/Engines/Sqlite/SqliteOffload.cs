using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>
/// Runs the calls of Microsoft.Data.Sqlite, which block, on worker threads. A running statement ends with its caller's scope or
/// token.
/// </summary>
/// <remarks>
/// Outside a loop a call blocks its thread, as Microsoft.Data.Sqlite does. That includes the threads of the pool to which a library's own
/// <c>ConfigureAwait(false)</c> has taken the code: one hop for the several calls of a library, and the scope is still known there.
/// </remarks>
internal static class SqliteOffload
{
    private static readonly delegate_progress s_look = static state => ((Stops)state).IsRequested ? 1 : 0;

    internal static async Task<T> RunAsync<T>(SqliteConnection connection, Func<T> call, CancellationToken token = default)
    {
        token.ThrowIfCancellationRequested();
        if (EventLoop.TryCurrent is not null)
            return await Offload.RunAsync(scope => Run(connection, call, new Stops(scope, token)));
        var ambient = CancelScope.CurrentToken;
        ambient.ThrowIfCancellationRequested();
        return Run(connection, call, new Stops(ambient, token));
    }

    internal static Task RunAsync(SqliteConnection connection, Action call, CancellationToken token = default) =>
        RunAsync(connection, Value(call), token);

    /// <summary>Runs a call that leaves the connection in order, whatever is cancelled: the end of a transaction or of a reader.</summary>
    internal static Task RunShieldedAsync(Action call) => EventLoop.TryCurrent is null
        ? Task.FromResult(Value(call)())
        : CancelScope.Shield(Timeout.InfiniteTimeSpan, () => Offload.RunAsync(call));

    private static Func<bool> Value(Action call) => () =>
    {
        call();
        return true;
    };

    private static T Run<T>(SqliteConnection connection, Func<T> call, Stops stops)
    {
        var handle = connection.Handle; // null until the connection is open
        if (handle is not null)
            raw.sqlite3_progress_handler(handle, SqliteSession.InstructionsPerLook, s_look, stops);
        try
        {
            return call();
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT && stops.IsRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, stops.Token);
        }
        finally
        {
            if (handle is { IsClosed: false })
                raw.sqlite3_progress_handler(handle, 0, null, null);
        }
    }

    private sealed class Stops(CancellationToken scope, CancellationToken token)
    {
        internal bool IsRequested => scope.IsCancellationRequested || token.IsCancellationRequested;

        internal CancellationToken Token => scope.IsCancellationRequested ? scope : token;
    }
}
