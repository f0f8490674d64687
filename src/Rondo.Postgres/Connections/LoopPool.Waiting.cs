using System.Data.Common;

namespace Rondo.Postgres.Connections;

/// <summary>Opening, and waiting where the limit is reached.</summary>
internal sealed partial class LoopPool
{
    /// <summary>The time after which a caller that waits looks whether another connection can be opened again.</summary>
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1));
    private readonly TimeProvider _clock = EventLoop.Current.Clock;
    private DbException? _failure;
    private long _failedAt;
    private TimeSpan _pause;

    private int OpenCount => _shared.Count + _rented.Count;

    private bool HasRoom => OpenCount + _opening < options.PoolSize
        && (OpenCount == 0 || _failure is null || (_opening == 0 && PauseLeft == TimeSpan.Zero));

    /// <summary>Gets how long no connection is opened, because the last attempt failed.</summary>
    private TimeSpan PauseLeft =>
        _failure is null || _clock.GetElapsedTime(_failedAt) is var passed && passed >= _pause ? TimeSpan.Zero : _pause - passed;

    /// <summary>
    /// Opens a connection; null: the server cannot be reached or lets no more clients in, and the caller waits for one that is open.
    /// </summary>
    /// <remarks>After a failure the next attempt waits, so that a server that starts again is not flooded.</remarks>
    private async Task<WireConnection?> TryOpenAsync()
    {
        ThrowIfClosed();
        _opening++;
        try
        {
            if (PauseLeft is { Ticks: > 0 } pause)
                await EventLoop.Sleep(pause);
            var connection = await Connector.OpenAsync(options);
            connection.Ended = HandleEnd;
            connection.Idle = HandleIdle;
            if (connection.Problem is { } problem) // before anybody listened to its end
                throw new PostgresUnavailableException(problem.Message, problem);
            _failure = null;
            _backoff.Reset();
            return connection;
        }
        catch (DbException exception)
        {
            if (PauseLeft == TimeSpan.Zero)
                (_pause, _failedAt) = (_backoff.Take(), _clock.GetTimestamp());
            _failure = exception;
            if (OpenCount == 0) // none will be given back
                _waiting.FailAll(_ => new PostgresUnavailableException(exception.Message, exception));
            else
                WakeAll(); // they look for room at intervals from now on, whether or not this caller stays
            if (OpenCount > 0 && exception.IsTransient)
                return null;
            throw;
        }
        catch
        {
            _waiting.TryUnpark(null); // may try in place of this caller
            throw;
        }
        finally
        {
            _opening--;
        }
    }

    /// <summary>Waits for a connection that is given back; null: there may be room for another one.</summary>
    /// <param name="since">When the caller began to wait.</param>
    private async ValueTask<WireConnection?> WaitAsync(long since)
    {
        var left = options.PoolTimeout - _clock.GetElapsedTime(since);
        if (left <= TimeSpan.Zero) // the pauses between attempts to open one took it
            throw NoneInTime();
        var step = _failure is null || left < s_retry ? left : new TimeSpan(Math.Clamp(PauseLeft.Ticks, s_retry.Ticks, left.Ticks));
        WireConnection? connection = null;
        var start = _clock.GetTimestamp();
        try
        {
            var isInTime = await CancelScope.MoveOnAfter(step, async () =>
            {
                connection = await _waiting.ParkAsync(true);
            });
            if (!isInTime && step == left)
                throw NoneInTime();
        }
        finally
        {
            _waited += _clock.GetElapsedTime(start).Ticks;
        }

        if (connection is { IsBroken: true } broken) // since it was handed over
        {
            _rented.Remove(broken);
            connection = null;
        }

        return connection;
    }

    private static ObjectDisposedException Closed() => new("PostgresDataSource");

    private void ThrowIfClosed()
    {
        if (_isClosed)
            throw Closed();
    }

    private void WakeAll()
    {
        for (var waiting = _waiting.Count; waiting > 0; waiting--)
            _waiting.TryUnpark(null);
    }

    private PostgresUnavailableException NoneInTime()
    {
        var limit = _failure is null || OpenCount >= options.PoolSize
            ? $"All {options.PoolSize} connections are in use"
            : $"All {OpenCount} open connections are in use, no other one could be opened ({_failure.Message})";
        return new PostgresUnavailableException(
            $"{limit}, and none was returned for {options.PoolTimeout.TotalSeconds:0.###} s; {_waiting.Count + 1} callers wait. "
            + "A task that holds a transaction must use it for all of its statements.",
            _failure)
        { IsPoolExhausted = true };
    }

    /// <summary>Hands a connection to the caller that waits for longest, or lets all share it.</summary>
    private void Offer(WireConnection connection)
    {
        if (_waiting.TryUnpark(connection))
            _rented.Add(connection); // until the caller decides
        else if (!_shared.Contains(connection))
            _shared.Add(connection);
    }

    private void HandleEnd(WireConnection connection)
    {
        if (_shared.Remove(connection))
            _waiting.TryUnpark(null);
    }

    /// <summary>A shared connection without a statement is what a caller waits for, or can be closed.</summary>
    private void HandleIdle(WireConnection connection)
    {
        if (connection.HasStrayRequest && _shared.Remove(connection))
        {
            _ = connection.CloseAsync();
            _waiting.TryUnpark(null);
        }
        else if (_waiting.Count > 0 && _shared.Remove(connection))
            Offer(connection);
    }
}
