namespace Rondo.Data.Engines.Sqlite;

/// <summary>Tells a running call of SQLite's that its caller has left.</summary>
internal abstract class SqliteStop
{
    private static readonly ManualResetEventSlim s_never = new();

    internal abstract bool IsRequested { get; }

    /// <summary>Pauses the thread, where possible for no longer than the caller waits.</summary>
    internal virtual void Pause(TimeSpan pause) => s_never.Wait(pause);

    /// <summary>Throws for a call that was stopped.</summary>
    internal virtual OperationCanceledException Exception(Exception cause) => new(cause.Message, cause);

    internal static SqliteStop Of(CancellationToken token) => new TokenStop(token);

    private sealed class TokenStop(CancellationToken token) : SqliteStop
    {
        internal override bool IsRequested => token.IsCancellationRequested;

        internal override void Pause(TimeSpan pause)
        {
            token.WaitHandle.WaitOne(pause);
            token.ThrowIfCancellationRequested();
        }

        internal override OperationCanceledException Exception(Exception cause) => new(cause.Message, cause, token);
    }
}
