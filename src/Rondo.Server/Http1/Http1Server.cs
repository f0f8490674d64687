using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Core;
using Rondo.Server.Http1.Parsing;
using Rondo.Server.Loops;
using Rondo.Server.Transport;

namespace Rondo.Server.Http1;

/// <summary>
/// The objects that the HTTP/1.1 connections of a server share: its options, the app, and the list of those that are open.
/// </summary>
internal sealed class Http1Server : IConnectionServer
{
    /// <summary>How long a removed endpoint waits for its connections, as in Kestrel.</summary>
    private static readonly TimeSpan s_removal = TimeSpan.FromSeconds(5);

    /// <summary>How long loops that are to end wait for connections that were aborted, as Kestrel waits.</summary>
    private static readonly TimeSpan s_abort = TimeSpan.FromSeconds(1);

    /// <summary>Three retransmissions of TCP's fit into it.</summary>
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

    private readonly LoopPool _pool;
    private Func<Http1Connection, Http1Exchange>? _create;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _connections;
    private long _open;
    private long _upgraded;
    private volatile bool _isStopping;
    private bool _isDraining;

    public Http1Server(
        IOptions<KestrelServerOptions> options,
        IOptions<RondoServerOptions> rondo,
        LoopPool pool,
        Http1Metrics metrics,
        Http1Binding binding,
        ILoggerFactory loggers,
        IErrorContent? errorContent = null)
    {
        _pool = pool;
        Options = options.Value;
        Metrics = metrics;
        ErrorContent = errorContent;
        Logger = GuardedLogger.Create(loggers);
        RequestEncodings = Selector(Options.RequestHeaderEncodingSelector);
        ResponseEncodings = Selector(Options.ResponseHeaderEncodingSelector);
        KeepAlive = Nanoseconds(Options.Limits.KeepAliveTimeout);
        DrainWindow = Nanoseconds(rondo.Value.DrainWindow);
        WriteBuffer = rondo.Value.MaxWriteBufferSize;
        binding.Server = this;
    }

    internal KestrelServerOptions Options { get; }

    internal ILogger Logger { get; }

    internal Http1Metrics Metrics { get; }

    /// <summary>The form of the errors that the server answers; null for answers without content, as Kestrel's are.</summary>
    internal IErrorContent? ErrorContent { get; }

    internal Func<string, Encoding?>? RequestEncodings { get; }

    internal Func<string, Encoding?>? ResponseEncodings { get; }

    /// <summary>How long a connection may be idle, in nanoseconds.</summary>
    internal long KeepAlive { get; }

    /// <summary>How long an idle connection is still listened to when the server stops, in nanoseconds.</summary>
    internal long DrainWindow { get; }

    internal double WriteBuffer { get; }

    /// <summary>The server has been given its app: connections can be served.</summary>
    internal bool IsStarted => _create is not null;

    internal void Start<TContext>(IHttpApplication<TContext> app)
        where TContext : notnull => _create = connection => new Http1Exchange<TContext>(connection, app);

    internal Http1Exchange CreateExchange(Http1Connection connection) => _create!(connection);

    public void ListenerOpened() => Interlocked.Increment(ref _open);

    public void ListenerClosed() => ReleaseConnection();

    public void Expect() => Interlocked.Increment(ref _open);

    public void ExpectNoMore() => ReleaseConnection();

    public void Serve(RondoConnection connection)
    {
        var http1 = new Http1Connection(this, connection, connection, isDirect: true);
        if (Interlocked.Increment(ref _connections) > Options.Limits.MaxConcurrentConnections)
            Reject(http1);
        else
            _ = http1.RunAsync();
    }

    /// <summary>Serves a connection of Kestrel's, whose bytes other middleware has changed: under TLS.</summary>
    internal async Task ServeInsideAsync(RondoConnection raw, ConnectionContext context)
    {
        await new LoopSwitch(raw.Loop.Scheduler);
        var connection = new Http1Connection(this, raw, context, isDirect: false);
        var closing = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using (closing.UnsafeRegister(static connection => ((Http1Connection)connection!).PostDrain(), connection))
            await connection.RunAsync().ConfigureAwait(false);
        await new LoopReturn(connection.Scheduler);
        LimitSending(raw);
        if (context.Features.Get<IConnectionMetricsTagsFeature>() is { } metrics)
            connection.AddTags(metrics.Tags);
        await context.Transport.Output.CompleteAsync().ConfigureAwait(false);
        await context.Transport.Input.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>A connection begins: the time that its duration is measured from.</summary>
    internal long Opened(Http1Connection connection)
    {
        connection.Raw.Slot.Add(connection);
        if (Volatile.Read(ref _isDraining) || connection.IsUnbound)
            connection.BeginDrain();
        return connection.IsDirect ? Metrics.Opened(connection.Raw) : 0;
    }

    internal void Closed(Http1Connection connection, long started)
    {
        connection.Raw.Protocol = null;
        if (!connection.IsDirect)
        {
            Forget(connection);
            return;
        }

        Interlocked.Decrement(ref _connections);
        try
        {
            Metrics.Closed(connection, started);
        }
        catch (Exception exception)
        {
            Http1Log.ConnectionFailed(Logger, connection.Id, exception);
        }

        End(connection);
    }

    /// <exception cref="InvalidOperationException">There are too many upgraded connections.</exception>
    internal void Upgraded(Http1Connection connection)
    {
        if (Interlocked.Increment(ref _upgraded) > Options.Limits.MaxConcurrentUpgradedConnections)
        {
            Interlocked.Decrement(ref _upgraded);
            throw new InvalidOperationException(
                "Request cannot be upgraded because the server has already opened the maximum number of upgraded connections.");
        }

        Metrics.Upgraded(connection.Raw, 1);
    }

    internal void UpgradeEnded(Http1Connection connection)
    {
        Interlocked.Decrement(ref _upgraded);
        Metrics.Upgraded(connection.Raw, -1);
    }

    /// <summary>From here on the listeners are not removed one by one. Any thread.</summary>
    internal void Stopping() => _isStopping = true;

    public void Unbound(ILoopListener listener) => OnEachLoop(connection =>
    {
        if (connection.Raw.Listener == listener)
            connection.BeginDrain();
    });

    public void Removed(ILoopListener listener)
    {
        if (_isStopping)
            return;
        OnEachLoop(connection =>
        {
            if (connection.Raw.Listener == listener)
                connection.EndWithin(s_removal);
        });
    }

    /// <summary>Lets every connection finish what it has begun, and ends those that have not by the time the token is cancelled.</summary>
    internal async Task DrainAsync(CancellationToken deadline)
    {
        Interlocked.Exchange(ref _isDraining, true); // seen by whoever leaves after the count was looked at
        OnEachLoop(static connection => connection.BeginDrain());
        if (Volatile.Read(ref _open) == 0)
            return;
        await _empty.Task.WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Those under TLS are not among the counted: Kestrel may still be waiting for them.
        if (deadline.IsCancellationRequested)
            Abort();
    }

    /// <summary>Ends every connection, before the loops end.</summary>
    internal async Task AbortAsync()
    {
        Interlocked.Exchange(ref _isDraining, true);
        if (Volatile.Read(ref _open) == 0)
            return;
        Abort();
        await _empty.Task.WaitAsync(s_abort).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static long Nanoseconds(TimeSpan time) =>
        time.Ticks >= Scheduler.FarFuture / 200 || time < TimeSpan.Zero ? Scheduler.FarFuture : time.Ticks * 100;

    private static Func<string, Encoding?>? Selector(Func<string, Encoding?> selector) =>
        // Kestrel's default is one that has no opinion.
        selector("") is null && selector("Host") is null && selector.Method.DeclaringType?.Assembly == typeof(KestrelServerOptions).Assembly
        ? null : selector;

    private void Abort() => OnEachLoop(static connection =>
    {
        connection.EndsBecause(EndReason.AppShutdownTimeout);
        connection.Abort(new ConnectionAbortedException("The server has stopped."));
    });

    private void Reject(Http1Connection connection)
    {
        Interlocked.Decrement(ref _connections);
        connection.Raw.Slot.Add(connection);
        try
        {
            Http1Log.TooManyConnections(Logger, Options.Limits.MaxConcurrentConnections!.Value);
            Metrics.Rejected(connection.Raw);
        }
        catch (Exception exception)
        {
            Http1Log.ConnectionFailed(Logger, connection.Id, exception);
        }

        End(connection);
    }

    private void End(Http1Connection connection)
    {
        LimitSending(connection.Raw);
        connection.Raw.End(() =>
        {
            Forget(connection);
            ReleaseConnection();
        });
    }

    /// <summary>No task waits any more for what is left to send: a client that does not read could keep it forever.</summary>
    private void LimitSending(RondoConnection connection)
    {
        if (Options.Limits.MinResponseDataRate is { } rate)
            connection.LimitSending(TimeToSend(rate, connection.Unsent), SendingWindow(rate), rate.BytesPerSecond);
    }

    /// <summary>How long a client may take for what is unsent, and for the buffer's worth that the kernel may hold.</summary>
    internal TimeSpan TimeToSend(MinDataRate rate, long unsent) =>
        TimeSpan.FromSeconds(Math.Min(Math.Max(rate.GracePeriod.TotalSeconds, (WriteBuffer + unsent) / rate.BytesPerSecond), 1e9));

    /// <summary>How far back a minimum rate looks: what a client sent or took before that does not count.</summary>
    internal static TimeSpan Window(MinDataRate rate) => rate.GracePeriod > s_window ? rate.GracePeriod : s_window;

    /// <summary>
    /// The same for a response. At least the time for two full buffers: the client may take the kernel's without our seeing it.
    /// </summary>
    internal TimeSpan SendingWindow(MinDataRate rate) =>
        TimeSpan.FromSeconds(Math.Min(Math.Max(Window(rate).TotalSeconds, 2 * WriteBuffer / rate.BytesPerSecond), 1e9));

    /// <summary>The list is the loop's: nobody looks at it after the loop's end.</summary>
    private static void Forget(Http1Connection connection)
    {
        if (connection.IsHere)
            connection.Raw.Slot.Remove(connection);
    }

    private void ReleaseConnection()
    {
        if (Interlocked.Decrement(ref _open) == 0 && Volatile.Read(ref _isDraining))
            _empty.TrySetResult();
    }

    private void OnEachLoop(Action<Http1Connection> act)
    {
        foreach (var slot in _pool.Slots)
            slot.Loop.Scheduler.TryPost((Action)(() => slot.ForEach(each => act((Http1Connection)each))), null, WorkKind.Action);
    }
}
