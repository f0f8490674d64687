using Rondo.Postgres.Exchanges;
using Rondo.Postgres.Login;
using Rondo.Postgres.Wire;

namespace Rondo.Postgres.Connections;

/// <summary>A connection, on which exchanges are pipelined. Every member belongs to the thread of its loop.</summary>
/// <remarks>
/// A reading step runs as long as the connection does, under the loop's root: no caller's cancellation interrupts it. Exchanges
/// are sent at the end
/// of a turn of the loop, so that all of one turn leave in one write.
/// </remarks>
internal sealed partial class WireConnection : IPipeline
{
    private readonly Transport _transport;
    private readonly MessageBuffer _buffer;
    private readonly PostgresHost _host;
    private readonly PostgresOptions _options;
    private readonly StartUp _start;
    private readonly EventLoop _loop = EventLoop.Current;
    private Exception? _broken;
    private bool _isBatch; // of all that is unsent
    private int _reserved;

    private WireConnection(Transport transport, MessageBuffer buffer, PostgresHost host, PostgresOptions options, StartUp start) =>
        (_transport, _buffer, _host, _options, _start, Plans) =
        (transport, buffer, host, options, start, new PlanCache(options.MaxPrepared));

    /// <summary>Called when the connection has ended, once.</summary>
    internal Action<WireConnection>? Ended { get; set; }

    /// <summary>Called when nothing is in flight any more.</summary>
    internal Action<WireConnection>? Idle { get; set; }

    /// <summary>Called with each notification that LISTEN asked for.</summary>
    internal Action<PostgresNotification>? Notified { get; set; }

    /// <summary>Called with each notice.</summary>
    internal Action<ServerError>? Noticed { get; set; }

    /// <summary>Gets why the connection has ended.</summary>
    internal Exception? Problem => _broken;

    internal PlanCache Plans { get; }

    internal bool IsBroken => _broken is not null;

    /// <summary>Gets whether a transaction is open, in the state of the last answer.</summary>
    internal bool IsInTransaction { get; private set; }

    /// <summary>Gets whether a statement has changed the session, which is reset before another caller gets it.</summary>
    internal bool IsChanged { get; set; }

    /// <summary>Gets the number of exchanges that wait for their end, and of those that are about to be added.</summary>
    internal int Depth => _unsent.Count + _sent.Count + _answered.Count + _reserved;

    /// <summary>Keeps a place for an exchange that is not added yet: the connection is not idle meanwhile.</summary>
    internal void Reserve() => _reserved++;

    /// <summary>Gives a place back.</summary>
    internal void Release() => _reserved--;

    /// <summary>Returns whether the oldest exchange in flight has taken longer than a time.</summary>
    internal bool IsSlowerThan(TimeSpan limit) => _sent.Count > 0 && _loop.Clock.GetElapsedTime(_oldestSince) > limit;

    /// <summary>Returns whether a fast read may leave in the same write as those that wait for it.</summary>
    internal bool HasBatch(int most) => _isBatch && _unsent.Count > 0 && Depth < most;

    internal IReadOnlyDictionary<string, string> Parameters => _start.Parameters;

    /// <summary>Connects and logs in.</summary>
    internal static async Task<WireConnection> OpenAsync(PostgresHost host, PostgresOptions options)
    {
        var transport = await Transport.ConnectAsync(host);
        try
        {
            await Tls.NegotiateAsync(transport, host, options);
            var buffer = new MessageBuffer();
            var start = new StartUp(transport, buffer, host, options);
            await start.RunAsync();
            var connection = new WireConnection(transport, buffer, host, options, start);
            connection._loop.Post(static state => _ = ((WireConnection)state!).ReceiveAsync(), connection);
            return connection;
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    /// <summary>Adds an exchange, which is sent at the end of the loop's turn.</summary>
    internal void Enqueue(Exchange exchange)
    {
        if (_broken is not null)
        {
            exchange.SetFailure(_broken);
            exchange.Finish();
            return;
        }

        _isBatch = exchange.IsBatchable && (_isBatch || _unsent.Count == 0);
        _unsent.Enqueue(exchange);
        if (_loop.Clock is VirtualClock)
            _reader.UnparkAll();
        ScheduleFlush();
    }

    /// <summary>Runs an exchange to its end and throws its error.</summary>
    internal async ValueTask RunAsync(Exchange exchange)
    {
        Enqueue(exchange);
        await exchange.WaitAsync(this);
        exchange.ThrowIfFailed();
    }

    /// <summary>Says goodbye and closes the connection.</summary>
    internal async Task CloseAsync()
    {
        if (_broken is null)
        {
            var goodbye = new MessageWriter();
            goodbye.WriteEmpty('X');
            try
            {
                if (!_isWriting)
                    await _transport.WriteAsync(goodbye.Written);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // The server was faster.
            }
        }

        Break(new PostgresUnavailableException("The connection was closed by this program."));
    }

    /// <summary>Ends the connection: what was in flight fails, and what was not sent may be sent on another one.</summary>
    internal void Break(Exception cause)
    {
        if (_broken is not null)
            return;
        _broken = cause is PostgresUnavailableException or PostgresProtocolException
            ? cause
            : new PostgresUnavailableException($"The connection to {_host} broke: {Reason(cause)}", cause);
        _transport.Dispose();
        foreach (var exchange in (IEnumerable<Exchange>)[.. _answered, .. _sent, .. _unsent])
        {
            exchange.SetFailure(_broken);
            exchange.Finish();
        }

        _answered.Clear();
        _sent.Clear();
        _unsent.Clear();
        Resume();
        _written.UnparkAll();
        Ended?.Invoke(this);
    }

    /// <summary>The server's last words say more than the end of the stream.</summary>
    private string Reason(Exception cause) => _lastWords is null ? cause.Message : $"{_lastWords.MessageText}.";
}
