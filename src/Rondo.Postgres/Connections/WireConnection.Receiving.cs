using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Connections;

/// <summary>Receiving.</summary>
internal sealed partial class WireConnection
{
    private readonly Queue<Exchange> _sent = new();
    private readonly ParkingLot _reader = new("reader of a connection");
    private PostgresException? _lastWords;
    private bool _isPaused;
    private long _oldestSince;

    /// <summary>
    /// Gets whether nothing is to be read: the reader of the rows is slower than the server. Or nothing is in flight under a virtual
    /// clock, which stands still as long as a read waits.
    /// </summary>
    private bool IsResting => _broken is null && (_isPaused || (_loop.Clock is VirtualClock && Depth == 0));

    /// <summary>Stops reading after the messages that have arrived: the reader of the rows is slower than the server.</summary>
    internal void Pause() => _isPaused = true;

    /// <inheritdoc/>
    public void Resume()
    {
        _isPaused = false;
        _reader.UnparkAll();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                while (_buffer.TryRead(out var type, out var start, out var length)) // at first those that came with the login
                    Handle(type, start, length);
                while (IsResting)
                    await _reader.ParkAsync();
                if (_broken is not null)
                    return;
                var read = await _transport.ReadAsync(_buffer.Free());
                if (read == 0)
                    throw new EndOfStreamException("the server closed it.");
                _buffer.Add(read);
            }
        }
        catch (Exception exception)
        {
            Break(exception);
        }
    }

    private void Handle(char type, int start, int length)
    {
        var message = _buffer.Bytes.AsSpan(start, length);
        switch (type)
        {
            case 'D':
                Oldest(type).HandleRow(_buffer.Bytes, start, length);
                break;
            case 'Z':
                HandleReady(message);
                break;
            case 'C' or 'I':
                HandleEnd(Oldest(type), message);
                break;
            case 'T':
                Oldest(type).HandleColumns(message);
                break;
            case 't':
                Oldest(type).HandleParameters(message);
                break;
            case 'E':
                HandleError(new ServerError(message));
                break;
            case 'S':
                var reader = new FieldReader(message);
                _start.Parameters[reader.ReadText()] = reader.ReadText();
                break;
            case 'd':
                Oldest(type).HandleCopyData(message);
                break;
            case 'G' or 'H' or 'W':
                Oldest(type).HandleCopy(type);
                break;
            case 'A':
                var notification = new FieldReader(message);
                var process = notification.ReadInt32();
                Notified?.Invoke(new PostgresNotification(notification.ReadText(), notification.ReadText(), process));
                break;
            case 'N':
                Noticed?.Invoke(new ServerError(message));
                break;
            case 'c' or '1' or '2' or '3' or 'n' or 's':
                break;
            default:
                throw new PostgresProtocolException($"The server sent a message of the unknown type 0x{(int)type:x2}.");
        }
    }

    private void HandleReady(ReadOnlySpan<byte> message)
    {
        var finished = Oldest('Z');
        if (!finished.IsAnswered)
            throw new PostgresProtocolException("The server is ready for the next statement, and has not said how the last one ended.");
        IsInTransaction = new FieldReader(message).ReadByte() != (byte)'I';
        _sent.Dequeue();
        var now = _loop.Clock.GetTimestamp();
        Finish(finished, _loop.Clock.GetElapsedTime(_oldestSince, now));
        _oldestSince = now;
        if (_sent.Count == 0 && _unsent.Count > 0)
            ScheduleFlush();
        NotifyIfIdle();
        CancelOldest();
    }

    private void HandleError(ServerError error)
    {
        if (_sent.TryPeek(out var exchange))
        {
            _isGroupRefused = exchange.IsAnswered && _answered.Count > 0;
            exchange.SetError(error);
        }

        if (error['V'] is "FATAL" or "PANIC")
            _lastWords = new PostgresException(error);
    }

    private Exchange Oldest(char type) => _sent.TryPeek(out var exchange)
        ? exchange
        : throw new PostgresProtocolException($"The server sent a message of type '{type}' that answers no statement.");
}
