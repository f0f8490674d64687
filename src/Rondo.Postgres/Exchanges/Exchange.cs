using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Exchanges;

/// <summary>Messages up to a Sync, and what the server answers up to its ReadyForQuery.</summary>
/// <remarks>
/// A Sync of its own makes an error this exchange's alone: PostgreSQL continues behind it. Reads that leave together share one, see
/// <see cref="IsGroupable"/>.
/// </remarks>
internal abstract class Exchange
{
    private readonly ParkingLot _caller = new("statement");

    /// <summary>Gets the server's error.</summary>
    internal ServerError? Error { get; private set; }

    /// <summary>Gets why there is no answer: the connection broke, or the rows could not be read.</summary>
    internal Exception? Failure { get; private set; }

    internal bool IsFinished { get; private set; }

    /// <summary>Called at the end of an exchange that its caller gave up.</summary>
    internal Action? Ended { get; set; }

    internal bool IsSent { get; set; }

    /// <summary>Gets whether the caller does not wait any more.</summary>
    internal bool IsAbandoned { get; private set; }

    /// <summary>Gets whether a cancel request that was not meant for it may have hit this exchange.</summary>
    internal bool IsExposed { get; set; }

    /// <summary>
    /// Gets whether a cancel request that was not meant for it ended it. It is then sent again alone, where none can hit it.
    /// </summary>
    internal bool IsAlone { get; set; }

    /// <summary>Gets whether the last message is a Sync; else that of an exchange behind it ends this one too.</summary>
    internal bool HasSync { get; set; } = true;

    /// <summary>Gets whether the transaction that it shared with others was rolled back for one of those.</summary>
    internal bool IsRolledBack { get; set; }

    /// <summary>Gets whether the server certainly did nothing of this exchange, which may therefore be sent again.</summary>
    internal bool IsUndone =>
        IsRolledBack || (!IsSent && Failure is PostgresUnavailableException) || IsHit || IsStale;

    /// <summary>
    /// Gets whether the prepared statement does not fit its tables any more: it did nothing, and runs once it is prepared again.
    /// </summary>
    internal virtual bool IsStale => false;

    /// <summary>Gets whether the server has said how the statement ended.</summary>
    internal virtual bool IsAnswered => true;

    /// <summary>Gets whether others may leave with it in one write, and wait behind it.</summary>
    internal virtual bool IsBatchable => false;

    /// <summary>Gets whether the connection writes the Sync behind the messages.</summary>
    internal virtual bool HasSyncBehind => false;

    /// <summary>
    /// Gets whether it may share a Sync, and so a transaction, with others. If that fails, all are sent again but for the one at fault.
    /// </summary>
    internal virtual bool IsGroupable => false;

    private bool IsHit => IsExposed && Error is { Code: "57014" };

    /// <summary>Writes the messages.</summary>
    internal abstract void Write(MessageWriter writer);

    /// <summary>Handles a row that the server sent.</summary>
    internal virtual void HandleRow(byte[] bytes, int start, int length)
    {
    }

    /// <summary>Handles the description of the rows.</summary>
    internal virtual void HandleColumns(ReadOnlySpan<byte> message)
    {
    }

    /// <summary>Handles the types of the parameters.</summary>
    internal virtual void HandleParameters(ReadOnlySpan<byte> message)
    {
    }

    /// <summary>Handles the end of a statement.</summary>
    /// <param name="tag">The statement's kind and number of rows: <c>UPDATE 3</c>.</param>
    internal virtual void HandleEnd(ReadOnlySpan<byte> tag)
    {
    }

    /// <summary>Handles the begin of a COPY.</summary>
    /// <param name="type">The message: G for COPY FROM STDIN, H for COPY TO STDOUT, W for replication.</param>
    internal virtual void HandleCopy(char type) => throw new PostgresProtocolException(
        "A statement began a COPY, which statements cannot. The connection is closed. Use CopyInAsync or CopyOutAsync.");

    /// <summary>Handles a piece of the data of COPY TO STDOUT.</summary>
    internal virtual void HandleCopyData(ReadOnlySpan<byte> data)
    {
    }

    internal void SetError(ServerError error) => Error ??= error;

    internal void SetFailure(Exception failure) => Failure ??= failure;

    /// <summary>Ends the exchange and resumes its caller.</summary>
    internal void Finish()
    {
        IsFinished = true;
        OnFinished();
        Ended?.Invoke();
        _caller.UnparkAll();
    }

    /// <summary>Makes the object ready to be sent again.</summary>
    internal virtual void Reset()
    {
        IsAlone |= IsHit;
        (Error, Failure, IsFinished, IsSent, IsExposed, HasSync, IsRolledBack) = (null, null, false, false, false, true, false);
    }

    /// <summary>Ends an exchange that was not sent as another one ended, on which it depends.</summary>
    internal void EndAs(Exchange other) => (Error, Failure, IsExposed, IsFinished) = (other.Error, other.Failure, other.IsExposed, true);

    /// <summary>Waits for the end.</summary>
    internal ValueTask WaitAsync(IPipeline connection) => IsFinished ? ValueTask.CompletedTask : ParkAsync(connection);

    /// <summary>Gives the exchange up: the server is asked to end it, and what still comes is dropped.</summary>
    internal void Abandon(IPipeline connection)
    {
        if (IsFinished)
            return;
        IsAbandoned = true;
        connection.Resume();
        connection.Cancel(this);
    }

    /// <summary>Waits for the end; a cancellation does not give the exchange up.</summary>
    internal ValueTask ParkAsync() => IsFinished ? ValueTask.CompletedTask : _caller.ParkAsync();

    private async ValueTask ParkAsync(IPipeline connection)
    {
        try
        {
            await _caller.ParkAsync();
        }
        catch (ScopeCanceledException)
        {
            Abandon(connection);
            throw;
        }
    }

    /// <summary>Throws what went wrong.</summary>
    internal void ThrowIfFailed()
    {
        if (Error is not null)
            throw new PostgresException(Error);
        if (Failure is not null)
            throw Failure is PostgresUnavailableException broken
                ? new PostgresUnavailableException(broken.Message, broken.InnerException) : Failure;
    }

    /// <summary>Called at the end, before the caller resumes.</summary>
    protected virtual void OnFinished()
    {
    }
}
