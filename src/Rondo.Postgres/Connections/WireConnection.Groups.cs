using Rondo.Postgres.Exchanges;

namespace Rondo.Postgres.Connections;

/// <summary>Reads that share a Sync.</summary>
/// <remarks>
/// PostgreSQL ends a transaction and writes to the socket at each Sync, which is most of the cost of a small read. Reads without side
/// effects that leave in one write therefore have one Sync behind them all. They are one transaction to the server; so they end together,
/// and if one fails, the others are sent again, each with a Sync of its own. See docs/decisions.
/// </remarks>
internal sealed partial class WireConnection
{
    /// <summary>The largest number of reads behind one Sync: the first waits for the last.</summary>
    private const int LargestGroup = 16;

    private readonly List<Exchange> _answered = []; // of the group in flight, in order
    private bool _isGroupRefused; // at its end, by no statement's fault

    /// <summary>Writes the exchanges that wait and may leave, each with a Sync behind it, or one for a group.</summary>
    private void WriteUnsent()
    {
        Exchange? last = null; // without its Sync
        var size = 0;
        while (_unsent.TryPeek(out var exchange) && (exchange.IsAbandoned || MayLeave(exchange)))
        {
            _unsent.Dequeue();
            if (exchange.IsAbandoned)
                continue;
            var isGroupable = exchange.IsGroupable;
            if (last is not null && (!isGroupable || size == LargestGroup))
                WriteSync();
            if (!TryWrite(exchange))
                continue;
            exchange.IsExposed = HasStrayRequest;
            _sent.Enqueue(exchange);
            if (!exchange.HasSyncBehind)
                continue;
            exchange.HasSync = false;
            (last, size) = (exchange, size + 1);
            if (!isGroupable)
                WriteSync();
        }

        if (last is not null)
            WriteSync();

        void WriteSync()
        {
            _writer.WriteEmpty('S');
            last.HasSync = true;
            (last, size) = (null, 0);
        }
    }

    /// <summary>Returns whether an exchange may be in flight beside those that are.</summary>
    private bool MayLeave(Exchange exchange) => _sent.Count == 0 || (!exchange.IsAlone && !_sent.Peek().IsAlone);

    /// <summary>Handles the end of a statement. One without a Sync waits for the end of its group.</summary>
    private void HandleEnd(Exchange exchange, ReadOnlySpan<byte> tag)
    {
        exchange.HandleEnd(tag);
        if (exchange.HasSync)
            return;
        _answered.Add(_sent.Dequeue());
        CancelOldest();
    }

    /// <summary>Finishes the exchanges up to a Sync.</summary>
    /// <param name="last">The one that the server answered last: the last of its group, or the one at fault.</param>
    /// <param name="duration">How long the server took for all of them.</param>
    private void Finish(Exchange last, TimeSpan duration)
    {
        if (_answered.Count == 0 && last.HasSync)
        {
            Finish(last, duration, isRolledBack: false);
            return;
        }

        var isFailed = last.Error is not null;
        foreach (var each in _answered)
            Finish(each, duration, isFailed);
        _answered.Clear();
        Finish(last, duration, isFailed && (_isGroupRefused || last.Error is { Code: ['4', '0', ..] }));
        for (var each = last; !each.HasSync;)
        {
            each = _sent.Dequeue();
            Finish(each, duration, isRolledBack: true); // the server skipped it
        }

        _isGroupRefused = false;
    }

    private static void Finish(Exchange exchange, TimeSpan duration, bool isRolledBack)
    {
        exchange.IsRolledBack = isRolledBack;
        if (exchange is QueryExchange { Traits: { } traits })
            traits.SetDuration(duration);
        exchange.Finish();
    }
}
