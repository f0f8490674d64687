using System.Net.WebSockets;
using Rondo.Core;

namespace Rondo.Server.WebSockets;

/// <summary>Keeps a connection alive, and finds out that it is not: one timer of the loop, moved only when it fires.</summary>
/// <remarks>
/// Without a timeout a pong is sent each interval, which nobody answers, so that what lies between keeps the connection. With
/// one, a client that
/// has been silent for an interval is pinged, and disconnected if it stays silent: whatever it sends is a sign of life. Bytes
/// that the app has not asked
/// for do not count, since nobody has seen them.
/// </remarks>
internal sealed class KeepAlive : TimerNode
{
    private static readonly Action<object?> s_arm = static self => ((KeepAlive)self!).Arm();
    private static readonly Action<object?> s_disarm = static self => ((KeepAlive)self!).Disarm();

    private const long NotPinged = long.MinValue;

    /// <summary>A timer that fires so much too late fires on a loop that was held up: 10 ms, where a free one is late by 1 or 2.</summary>
    private const long Held = 10_000_000;

    private readonly LoopWebSocket _socket;
    private readonly TimeSpan _interval;
    private readonly TimeSpan _timeout;
    private long _lastReceived;

    /// <summary>Later than anything received, if a ping has not been answered.</summary>
    private long _pingedAt = NotPinged;
    private long _due;
    private bool _hasLooked;
    private bool _isStopped;

    private KeepAlive(LoopWebSocket socket, LoopWebSocketOptions options)
    {
        _socket = socket;
        _interval = options.KeepAliveInterval;
        _timeout = options.KeepAliveTimeout;
        _lastReceived = Scheduler.Now;
    }

    private Scheduler Scheduler => _socket.Scheduler;

    private bool Pings => _timeout > TimeSpan.Zero;

    internal static KeepAlive Start(LoopWebSocket socket, LoopWebSocketOptions options)
    {
        var keepAlive = new KeepAlive(socket, options);
        keepAlive.Scheduler.TryRunOnLoop(s_arm, keepAlive);
        return keepAlive;
    }

    /// <summary>Something came from the client.</summary>
    internal void Received()
    {
        if (Pings)
            Volatile.Write(ref _lastReceived, Scheduler.Now);
    }

    /// <summary>Any thread.</summary>
    internal void Stop()
    {
        Volatile.Write(ref _isStopped, true);
        Scheduler.TryRunOnLoop(s_disarm, this); // an ended loop has no timers
    }

    internal override void OnTimer()
    {
        if (Volatile.Read(ref _isStopped))
            return;
        if (!Pings)
        {
            _socket.SendPong();
            ArmAt(Scheduler.DeadlineAfter(_interval));
            return;
        }

        var now = Scheduler.Now;
        var lastReceived = Volatile.Read(ref _lastReceived);
        if (lastReceived < _pingedAt)
        {
            var late = now - _due;
            if (late > Held || !_hasLooked)
            {
                // The loop was held up, or has not looked at its sockets since: the ping may not have left, or its answer may lie there.
                _hasLooked = true;
                ArmAt(now + Math.Clamp(late, 1_000_000, Math.Max(1_000_000, Nanoseconds(_timeout))));
                return;
            }

            _socket.AbortSilent(
                new WebSocketException(
                    WebSocketError.Faulted, $"The client did not answer a ping within {_timeout.TotalSeconds:0.###} s."));
            return;
        }

        _pingedAt = NotPinged;
        var due = lastReceived + Nanoseconds(_interval);
        if (due <= now)
        {
            (_pingedAt, _hasLooked) = (now, false);
            _socket.SendPing();
            due = now + Nanoseconds(_timeout);
        }

        ArmAt(due);
    }

    private static long Nanoseconds(TimeSpan span) => span.Ticks >= Scheduler.FarFuture / 200 ? Scheduler.FarFuture / 2 : span.Ticks * 100;

    private void Arm()
    {
        if (!Volatile.Read(ref _isStopped))
            ArmAt(Scheduler.DeadlineAfter(_interval));
    }

    private void ArmAt(long deadline)
    {
        _due = deadline;
        if (deadline < Scheduler.FarFuture && !IsArmed && !Volatile.Read(ref _isStopped))
            Scheduler.Timers.Add(this, deadline);
    }

    private void Disarm() => Scheduler.Timers.Remove(this);
}
