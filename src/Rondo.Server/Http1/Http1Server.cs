using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Core;
using Rondo.Server.Transport;

namespace Rondo.Server.Http1;

/// <summary>What the HTTP/1.1 connections of a server share: its options, the app, and the list of those that are open.</summary>
internal sealed class Http1Server
{
    private readonly LoopPool _pool;
    private Func<Http1Connection, Http1Exchange>? _create;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _connections;
    private long _open;
    private long _upgraded;
    private bool _isDraining;

    public Http1Server(IOptions<KestrelServerOptions> options, IOptions<RondoServerOptions> rondo, LoopPool pool, Http1Metrics metrics, Http1Binding binding, ILoggerFactory loggers)
    {
        _pool = pool;
        Options = options.Value;
        Metrics = metrics;
        Logger = loggers.CreateLogger("Rondo.Server");
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

    /// <summary>A listener has begun to hand in connections. Any thread.</summary>
    internal void ListenerOpened() => Interlocked.Increment(ref _open);

    /// <summary>It hands in no more.</summary>
    internal void ListenerClosed() => Left();

    /// <summary>A connection is on its way to <see cref="Serve"/>: the server must not stop without it. Any thread.</summary>
    internal void Expect() => Interlocked.Increment(ref _open);

    /// <summary>It does not come.</summary>
    internal void ExpectNoMore() => Left();

    /// <summary>Serves a connection that was expected and that nobody else has a part in. On its loop.</summary>
    internal void Serve(RondoConnection connection)
    {
        if (Interlocked.Increment(ref _connections) > Options.Limits.MaxConcurrentConnections)
        {
            Http1Log.TooManyConnections(Logger, Options.Limits.MaxConcurrentConnections!.Value);
            Metrics.Rejected(connection);
            _ = EndAsync(connection);
            return;
        }

        _ = new Http1Connection(this, connection, connection, isDirect: true).RunAsync();
    }

    /// <summary>Serves a connection of Kestrel's, whose bytes other middleware has changed: under TLS.</summary>
    internal async Task ServeInsideAsync(RondoConnection raw, ConnectionContext context)
    {
        await new LoopSwitch(raw.Loop.Scheduler);
        var connection = new Http1Connection(this, raw, context, isDirect: false);
        var closing = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using (closing.UnsafeRegister(static connection => ((Http1Connection)connection!).PostDrain(), connection))
            await connection.RunAsync().ConfigureAwait(false);
        if (context.Features.Get<IConnectionMetricsTagsFeature>() is { } metrics)
            connection.AddTags(metrics.Tags);
        await context.Transport.Output.CompleteAsync().ConfigureAwait(false);
        await context.Transport.Input.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>A connection begins: the time that its duration is measured from.</summary>
    internal long Opened(Http1Connection connection)
    {
        connection.Raw.Slot.Add(connection);
        if (Volatile.Read(ref _isDraining))
            connection.BeginDrain();
        return connection.IsDirect ? Metrics.Opened(connection.Raw) : 0;
    }

    internal void Closed(Http1Connection connection, long started)
    {
        connection.Raw.Slot.Remove(connection);
        connection.Raw.Http1 = null;
        if (!connection.IsDirect)
            return;
        Metrics.Closed(connection, started);
        _ = EndAsync(connection.Raw);
    }

    /// <exception cref="InvalidOperationException">There are too many upgraded connections.</exception>
    internal void Upgraded(Http1Connection connection)
    {
        if (Interlocked.Increment(ref _upgraded) > Options.Limits.MaxConcurrentUpgradedConnections)
        {
            Interlocked.Decrement(ref _upgraded);
            throw new InvalidOperationException("Request cannot be upgraded because the server has already opened the maximum number of upgraded connections.");
        }

        Metrics.Upgraded(connection.Raw, 1);
    }

    internal void UpgradeEnded(Http1Connection connection)
    {
        Interlocked.Decrement(ref _upgraded);
        Metrics.Upgraded(connection.Raw, -1);
    }

    /// <summary>Lets every connection finish what it has begun, and ends those that have not by the time the token is cancelled.</summary>
    internal async Task DrainAsync(CancellationToken deadline)
    {
        Interlocked.Exchange(ref _isDraining, true); // seen by whoever leaves after the count was looked at
        OnEachLoop(static connection => connection.BeginDrain());
        if (Volatile.Read(ref _open) == 0)
            return;
        using (deadline.UnsafeRegister(static empty => ((TaskCompletionSource)empty!).TrySetResult(), _empty))
            await _empty.Task.ConfigureAwait(false);
        if (Volatile.Read(ref _open) > 0)
            OnEachLoop(static connection =>
            {
                connection.EndsBecause(EndReason.AppShutdownTimeout);
                connection.Abort(new ConnectionAbortedException("The server has stopped."));
            });
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks >= Scheduler.FarFuture / 200 || time < TimeSpan.Zero ? Scheduler.FarFuture : time.Ticks * 100;

    private static Func<string, Encoding?>? Selector(Func<string, Encoding?> selector) =>
        // Kestrel's default is one that has no opinion.
        selector("") is null && selector("Host") is null && selector.Method.DeclaringType?.Assembly == typeof(KestrelServerOptions).Assembly ? null : selector;

    private async Task EndAsync(RondoConnection connection)
    {
        // What is left to send fits into the buffer, and nobody waits for it any more: a client that does not read could keep it forever.
        if (Options.Limits.MinResponseDataRate is { } rate)
            connection.LimitSending(TimeSpan.FromSeconds(Math.Min(Math.Max(rate.GracePeriod.TotalSeconds, WriteBuffer / rate.BytesPerSecond), 1e9)));
        await connection.DisposeAsync().ConfigureAwait(false);
        Interlocked.Decrement(ref _connections);
        Left();
    }

    private void Left()
    {
        if (Interlocked.Decrement(ref _open) == 0 && Volatile.Read(ref _isDraining))
            _empty.TrySetResult();
    }

    private void OnEachLoop(Action<Http1Connection> act)
    {
        foreach (var slot in _pool.Slots)
            slot.Loop.Scheduler.TryPost((Action)(() => slot.ForEach(act)), null, WorkKind.Action);
    }
}
