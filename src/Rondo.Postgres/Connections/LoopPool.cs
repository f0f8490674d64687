using Rondo.Postgres.Exchanges;

namespace Rondo.Postgres.Connections;

/// <summary>The connections of one loop: single statements share them, transactions and sessions rent them.</summary>
/// <remarks>
/// A statement joins the connection with the fewest in flight. A new connection is opened where all are busy, as long as the limit allows
/// and <see cref="Crowd"/> wait already: one slow statement then does not hold up the loop. Reads that were fast the last time leave
/// together in one write: only what never waits for a row's lock has others behind it by choice.
/// </remarks>
internal sealed partial class LoopPool(PostgresOptions options)
{
    /// <summary>The number of statements in flight on a connection from which on another connection is opened.</summary>
    private const int Crowd = 8;

    /// <summary>The age of the oldest statement in flight from which on no other one is sent behind it.</summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(5);

    /// <summary>The number of statements whose facts are kept. Texts that are all different would fill the memory.</summary>
    private const int MostTraits = 1_000;

    private readonly Dictionary<string, StatementTraits> _traits = [];
    private readonly List<WireConnection> _shared = [];
    private readonly HashSet<WireConnection> _rented = [];
    private readonly ParkingLot<bool, WireConnection?> _waiting = new("pool of connections");
    private int _opening;
    private int _running;
    private long _waited;
    private bool _isClosed;

    /// <summary>Gets how busy the connections are. Any thread; the numbers may be a moment old.</summary>
    internal PostgresStatistics Statistics =>
        new(
            OpenCount, _rented.Count + Math.Min(_running, _shared.Count), _waiting.Count, _running,
            new TimeSpan(Volatile.Read(ref _waited)));

    /// <summary>Returns the facts about a statement.</summary>
    internal StatementTraits TraitsOf(string text)
    {
        if (_traits.TryGetValue(text, out var traits))
            return traits;
        if (_traits.Count == MostTraits)
            _traits.Clear();
        return _traits[text] = new StatementTraits(text);
    }

    /// <summary>Runs a statement on a connection that it shares with others.</summary>
    internal async ValueTask RunAsync(QueryExchange exchange)
    {
        _running++;
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var connection = TryShare(exchange.IsBatchable);
                if (connection is null)
                {
                    connection = await ShareAsync();
                    connection.Release(); // the statement takes its place at once
                }

                await connection.RunQueryAsync(exchange);
                if (!exchange.IsUndone || attempt == 2)
                    return;
                exchange.Reset();
            }
        }
        finally
        {
            // The server may still run a statement whose caller has left.
            if (exchange.IsAbandoned && exchange.IsSent && !exchange.IsFinished)
                exchange.Ended = () => _running--;
            else
                _running--;
        }
    }

    /// <summary>Returns a connection for the caller alone, until <see cref="ReturnAsync"/>.</summary>
    internal async ValueTask<WireConnection> RentAsync()
    {
        var since = _clock.GetTimestamp();
        while (true)
        {
            if (_shared.Find(static each => each.Depth == 0) is { } idle) // also one that became idle during an attempt to open another
                return Rented(idle);
            if (HasRoom && await TryOpenAsync() is { } opened)
                return Rented(opened);
            if (await WaitAsync(since) is { } connection)
                return Rented(connection);
        }
    }

    /// <summary>Gives a rented connection back, without an open transaction and as it was opened.</summary>
    internal async ValueTask ReturnAsync(WireConnection connection)
    {
        if (!connection.IsBroken)
            await connection.ResetAsync();
        _rented.Remove(connection);
        if (!connection.IsBroken && !_isClosed && !connection.HasStrayRequest)
        {
            Offer(connection);
            return;
        }

        if (!connection.IsBroken)
            await connection.CloseAsync();
        _waiting.TryUnpark(null);
    }

    /// <summary>
    /// Gives a rented connection to the caller that waits for longest while its COMMIT is not answered yet: one write, and one answer,
    /// has the end of a transaction and the beginning of the next.
    /// </summary>
    /// <returns>False: no caller waits, or the connection has more to do. It is still the caller's.</returns>
    internal bool TryHandOver(WireConnection connection)
    {
        if (_isClosed || connection.IsBroken || connection.IsChanged || connection.HasStrayRequest || connection.Depth != 1
            || !_waiting.TryUnpark(connection))
            return false;
        connection.HandOver();
        return true;
    }

    /// <summary>Closes the connections; rented ones once they are given back.</summary>
    internal async Task CloseAsync()
    {
        _isClosed = true;
        foreach (var connection in _shared.ToArray())
            await connection.CloseAsync();
        _waiting.FailAll(static _ => Closed());
    }

    private WireConnection Rented(WireConnection connection)
    {
        _shared.Remove(connection);
        _rented.Add(connection);
        return connection;
    }

    private WireConnection Shared(WireConnection connection)
    {
        connection.Reserve();
        _shared.Add(connection);
        return connection;
    }

    private WireConnection? TryShare(bool isBatchable = false, bool isInTurn = false)
    {
        if (_waiting.Count > 0 && !isInTurn)
            return null;
        WireConnection? best = null;
        foreach (var each in _shared)
        {
            if (isBatchable && each.HasBatch(Crowd))
                return each;
            if (best is null || each.Depth < best.Depth)
                best = each;
        }

        return best is not null && (best.Depth == 0 || (best.Depth < Crowd && !best.IsSlowerThan(s_slow)) || !HasRoom) ? best : null;
    }

    /// <summary>Waits for a connection to share. It is reserved: no caller can rent it before the statement is in flight.</summary>
    private async ValueTask<WireConnection> ShareAsync()
    {
        var since = _clock.GetTimestamp();
        for (var isInTurn = false; ; isInTurn = true)
        {
            ThrowIfClosed();
            if (HasRoom && await TryOpenAsync() is { } opened)
                return Shared(opened);
            if (TryShare(isInTurn: isInTurn) is { } shared)
            {
                shared.Reserve();
                return shared;
            }

            // All connections are rented: the next one that is given back is shared.
            if (await WaitAsync(since) is { } connection)
            {
                _rented.Remove(connection);
                _waiting.TryUnpark(null); // may share it too
                return Shared(connection);
            }
        }
    }
}
