using Microsoft.AspNetCore.Connections.Features;
using Rondo.Core;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Server.Http1;

/// <summary>The end of a connection whose server stops.</summary>
internal sealed partial class Http1Connection
{
    private static readonly Action<object?> s_drain = static self => ((Http1Connection)self!).BeginDrain();

    private CancellationTokenSource? _closeRequested;

    /// <summary>The server stops: every answer from now on is the connection's last.</summary>
    internal bool IsDraining { get; private set; }

    /// <summary>Its listener accepts no more, and drains what it has accepted.</summary>
    internal bool IsUnbound => Raw.Listener is { IsUnbound: true };

    CancellationToken IConnectionLifetimeNotificationFeature.ConnectionClosedRequested
    {
        get
        {
            var source = Volatile.Read(ref _closeRequested);
            if (source is null)
            {
                var made = new CancellationTokenSource();
                source = Interlocked.CompareExchange(ref _closeRequested, made, null) ?? made;
                if (IsDraining)
                    source.Cancel();
            }

            return source.Token;
        }

        set => throw new NotSupportedException("The token is the server's.");
    }

    void IConnectionLifetimeNotificationFeature.RequestClose() => Scheduler.TryRunOnLoop(s_drain, this);

    /// <summary>No request after the one in progress; one that is on its way already is still answered.</summary>
    internal void BeginDrain()
    {
        if (IsDraining)
            return;
        IsDraining = true;
        Raw.Lingering = TimeSpan.FromTicks(Math.Min(Server.DrainWindow / 100, Raw.Lingering.Ticks));
        AnnounceClosing();
        if (_phase != ConnectionPhase.Serving && _readWait == ReadWait.KeepAlive)
            WaitForRequest();
        else if (_exchange is { IsUpgraded: true })
            DrainUpgraded();
    }

    /// <summary>
    /// The token's callbacks are the app's: on the thread pool none of them can hold up or end the loop, which has its other
    /// connections to tell.
    /// </summary>
    private void AnnounceClosing()
    {
        // A caller that asks for the token on another thread makes it and then looks whether we drain: one of us sees the other.
        Interlocked.MemoryBarrier();
        if (_closeRequested is null)
            return;
        ThreadPool.UnsafeQueueUserWorkItem(
            static connection =>
            {
                try
                {
                    connection._closeRequested!.Cancel();
                }
                catch (AggregateException exception)
                {
                    connection.Scheduler.Report(exception);
                }
            },
            this,
            preferLocal: false);
    }

    /// <summary>Any thread.</summary>
    internal void PostDrain() => Scheduler.TryPost(s_drain, this, WorkKind.StateAction);
}
