namespace Rondo.Data.Engines.Sqlite;

/// <summary>A call that waits for a reading thread, or runs there.</summary>
internal abstract class SqliteCall : SqliteStop
{
    private volatile bool _isAbandoned;

    /// <summary>Gets whether the caller has left.</summary>
    internal override bool IsRequested => _isAbandoned;

    internal void Abandon() => _isAbandoned = true;

    /// <summary>Runs the call and keeps its outcome.</summary>
    internal abstract void Run(SqliteSlot slot);

    internal abstract void Fail(Exception exception);

    /// <summary>Hands the outcome to the caller.</summary>
    internal abstract void Complete();
}

/// <inheritdoc/>
/// <param name="work">The function that runs on the thread.</param>
/// <param name="text">The statement, for messages.</param>
/// <param name="isOnLoop">Whether the caller waits on a loop, which its continuation returns to by itself.</param>
internal sealed class SqliteCall<TResult>(Func<SqliteSession, TResult> work, string text, bool isOnLoop) : SqliteCall
{
    private readonly TaskCompletionSource<TResult> _task =
        new(isOnLoop ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;
    private Exception? _exception;

    internal Task<TResult> Task => _task.Task;

    internal override void Run(SqliteSlot slot)
    {
        if (IsRequested)
            return;
        try
        {
            _result = slot.Run(work, text, this);
        }
        catch (Exception exception)
        {
            _exception = exception;
        }
    }

    internal override void Fail(Exception exception) => _exception = exception;

    internal override void Complete()
    {
        if (_exception is not null)
            _task.SetException(_exception);
        else
            _task.SetResult(_result!);
    }
}
