using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Connections;

/// <summary>Sending.</summary>
internal sealed partial class WireConnection
{
    private readonly Queue<Exchange> _unsent = new();
    private MessageWriter _writer = new();
    private MessageWriter _spare = new();
    private bool _isFlushScheduled;
    private bool _isFlushDeferred;
    private bool _isWriting;
    private readonly ParkingLot _written = new("copy that is written");

    /// <summary>Adds a message to the exchange in progress, and waits until the server has accepted the bytes before it.</summary>
    internal async ValueTask SendAsync(char type, ReadOnlyMemory<byte> content)
    {
        if (_broken is not null)
            return; // the exchange has the reason
        _writer.Begin(type);
        _writer.WriteBytes(content.Span);
        _writer.End();
        ScheduleFlush();
        while (_broken is null && (_isWriting || _isFlushScheduled || _writer.Length > 0))
            await _written.ParkAsync();
    }

    /// <summary>
    /// Lets the next user's statements leave in the write of the commands that wait. Those end the current user's transaction.
    /// </summary>
    internal void HandOver()
    {
        IsInTransaction = false;
        _isFlushDeferred = _isFlushScheduled;
    }

    private void ScheduleFlush()
    {
        if (_isFlushScheduled)
            return;
        _isFlushScheduled = true;
        _loop.Post(static state => ((WireConnection)state!).Flush(), this);
    }

    /// <summary>Sends all exchanges that wait, in one write, unless a cancel request is on its way.</summary>
    private void Flush()
    {
        _isFlushScheduled = false;
        if (_isFlushDeferred) // the next user, who has been woken meanwhile, comes first
        {
            _isFlushDeferred = false;
            ScheduleFlush();
            return;
        }

        if (_isWriting || _isCanceling || _broken is not null)
            return;
        if (_sent.Count == 0)
            _oldestSince = _loop.Clock.GetTimestamp();
        WriteUnsent();
        NotifyIfIdle();
        if (_writer.Length == 0)
            return;
        (_writer, _spare) = (_spare, _writer);
        var writing = _transport.WriteAsync(_spare.Written);
        if (writing.IsCompletedSuccessfully)
        {
            writing.GetAwaiter().GetResult();
            _spare.Clear();
            _written.UnparkAll();
        }
        else
        {
            _ = FinishWriteAsync(writing);
        }
    }

    /// <summary>Writes an exchange into the buffer; a value that has no form is the exchange's failure alone.</summary>
    private bool TryWrite(Exchange exchange)
    {
        var length = _writer.Length;
        try
        {
            exchange.Write(_writer);
            exchange.IsSent = true;
            return true;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _writer.Truncate(length);
            exchange.IsSent = true; // not to be sent again
            exchange.SetFailure(exception);
            exchange.Finish();
            return false;
        }
    }

    private async Task FinishWriteAsync(ValueTask writing)
    {
        _isWriting = true;
        try
        {
            await writing;
            _spare.Clear();
        }
        catch (Exception exception)
        {
            Break(exception);
            return;
        }
        finally
        {
            _isWriting = false;
        }

        _written.UnparkAll();
        Flush();
    }
}
