using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Rondo.Data.Engines.Sqlite;

/// <summary>A connection that is opened by its first call. One thread uses it at a time.</summary>
internal sealed class SqliteSlot(SqliteEngine engine, bool isWriter)
{
    private SqliteSession? _session;

    internal bool IsOpen => _session is not null;

    /// <summary>
    /// Runs a call, waits for the locks of other processes, and tells errors in the words of <see cref="DatabaseException"/>.
    /// </summary>
    internal TResult Run<TResult>(Func<SqliteSession, TResult> work, string? text, SqliteStop stop)
    {
        var waited = TimeSpan.Zero;
        while (true)
        {
            try
            {
                _session ??= SqliteSession.Open(engine.Url.ConnectionString, engine.Url.Setup(isWriter), engine.Json);
                return _session.Run(work, stop);
            }
            catch (SqliteException exception)
                when (SqliteErrors.IsBusy(exception) && _session is null or { IsAutocommit: true } && waited < engine.Url.BusyWait)
            {
                // Another process has the lock. Nothing of the statement is done.
                var pause = TimeSpan.FromMilliseconds(Math.Min(50, 1 + (waited.TotalMilliseconds / 4)));
                waited += pause;
                stop.Pause(pause);
            }
            catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT && stop.IsRequested)
            {
                throw stop.Exception(exception);
            }
            catch (SqliteException exception)
            {
                throw SqliteErrors.Of(exception, engine.Url.Name, text);
            }
        }
    }

    internal void Close()
    {
        _session?.Dispose();
        _session = null;
    }
}
