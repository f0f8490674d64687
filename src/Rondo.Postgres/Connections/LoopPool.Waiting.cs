namespace Rondo.Postgres.Connections;

/// <summary>Opening, and waiting where the limit is reached.</summary>
internal sealed partial class LoopPool
{
    private async Task<WireConnection> OpenAsync()
    {
        ObjectDisposedException.ThrowIf(_isClosed, nameof(PostgresDataSource));
        _opening++;
        try
        {
            var connection = await Connector.OpenAsync(options);
            connection.Ended = HandleEnd;
            connection.Idle = HandleIdle;
            return connection.Problem is { } problem // before anybody listened to its end
                ? throw new PostgresUnavailableException(problem.Message, problem) : connection;
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

    /// <summary>Waits for a connection that is given back; null: there is room for another one.</summary>
    private async ValueTask<WireConnection?> WaitAsync()
    {
        WireConnection? connection = null;
        var isInTime = await CancelScope.MoveOnAfter(options.PoolTimeout, async () =>
        {
            connection = await _waiting.ParkAsync(true);
        });
        if (connection is { IsBroken: true } broken) // since it was handed over
        {
            _rented.Remove(broken);
            connection = null;
        }

        return isInTime ? connection : throw new PostgresUnavailableException(
            $"All {options.PoolSize} connections are in use, and none was returned for "
                + $"{options.PoolTimeout.TotalSeconds:0.###} s; {_waiting.Count + 1} callers wait. "
            + "A task that holds a transaction must use it for all of its statements.")
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

    /// <summary>A shared connection without a statement is what a caller waits for.</summary>
    private void HandleIdle(WireConnection connection)
    {
        if (_waiting.Count > 0 && _shared.Remove(connection))
            Offer(connection);
    }
}
