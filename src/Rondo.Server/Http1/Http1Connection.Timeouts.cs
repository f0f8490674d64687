using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Server.Http1;

/// <summary>
/// How long the connection waits for its client. Kestrel's limits, without its heartbeat: an idle server has no timer that ticks.
/// </summary>
/// <remarks>
/// One timer for everything. A wait that begins only notes when it is due; the timer, which mostly was armed for something
/// earlier, looks at the notes when it fires and moves on to the next. So a request costs no work on the heap of timers.
/// </remarks>
internal sealed partial class Http1Connection
{
    private const long Never = long.MaxValue;

    /// <summary>
    /// Nanoseconds. A connection without a request for one to two of these periods gives its exchange's memory back. The end of
    /// the period is
    /// the same for all of a loop's connections, so that they wake it at most eight times a second. Sooner is better: an exchange that is
    /// still there at a collection is promoted, and its memory is free only after a full one.
    /// </summary>
    private const long ShedPeriod = 125_000_000;

    private static readonly TimeSpan s_discardLimit = TimeSpan.FromSeconds(5);

    private long _armedFor;
    private long _readDue = Never;
    private long _writeDue = Never;
    private long _shedDue = Never;
    private long _endDue = Never;
    private ReadWait _readWait;
    private byte _looksLeft;
    private bool _readExpired;

    private enum ReadWait : byte
    {
        None,
        KeepAlive,
        Head,
        Body,
        Discard,
        Upgraded,
    }

    /// <summary>The content came more slowly than it may.</summary>
    internal bool BodyTimedOut => _readExpired && _readWait is ReadWait.Body or ReadWait.Discard;

    private KestrelServerLimits Limits => Server.Options.Limits;

    internal override void OnTimer()
    {
        var now = Scheduler.Now;
        _armedFor = Never;
        if (now >= _shedDue)
        {
            _shedDue = Never;
            if (_phase != ConnectionPhase.Serving && IsBetweenRequests)
                _exchange = null;
        }

        if (now >= _readDue)
        {
            _readDue = Never;
            if (_looksLeft > 0)
                (_looksLeft, _readDue) = ((byte)(_looksLeft - 1), now + 1);
            else if (_readWait == ReadWait.Upgraded)
                UpgradeExpired();
            else
                ReadExpired();
        }

        if (now >= _writeDue && !StillTakes(now))
        {
            _writeDue = Never;
            Http1Log.ClientTooSlow(Server.Logger, Id, _exchange?.TraceIdentifier ?? "");
            EndsBecause(EndReason.ResponseTooSlow);
            Abort(new ConnectionAbortedException("The client read the response more slowly than MinResponseDataRate allows."));
        }

        if (now >= _endDue)
        {
            _endDue = Never;
            EndsBecause(EndReason.AppShutdownTimeout);
            Abort(new ConnectionAbortedException("The connection's endpoint was removed."));
        }

        var next = Math.Min(Math.Min(_shedDue, _endDue), Math.Min(_readDue, _writeDue));
        if (next != Never)
            ArmFor(next);
    }

    /// <summary>The connection is the app's from here: none of these limits is.</summary>
    internal void UpgradeBegins()
    {
        StopReadTimer();
        if (IsDraining)
            DrainUpgraded();
    }

    /// <summary>Whatever it does, the connection is over in this time. On the loop's thread.</summary>
    internal void EndWithin(TimeSpan limit)
    {
        _endDue = Scheduler.DeadlineAfter(limit);
        ArmFor(_endDue);
    }

    private void DrainUpgraded()
    {
        (_readWait, _looksLeft) = (ReadWait.Upgraded, StarvationGrace.Turns);
        _readDue = Scheduler.Now + Server.DrainWindow;
        ArmFor(_readDue);
        _exchange?.Drained?.DrainBegins();
    }

    private void UpgradeExpired()
    {
        if (_exchange?.Drained?.DrainExpires() is { } again)
            (_readDue, _looksLeft) = (Scheduler.DeadlineAfter(again), StarvationGrace.Turns);
    }

    private void ReadExpired()
    {
        _readExpired = true;
        if (_readWait == ReadWait.Body && _exchange is { } exchange)
            Http1Log.BodyTooSlow(Server.Logger, Id, exchange.TraceIdentifier, exchange.MinRequestBodyRate?.BytesPerSecond ?? 0);
        Input.CancelPendingRead();
    }

    private void WaitForRequest()
    {
        var now = Scheduler.Now;
        _readWait = ReadWait.KeepAlive;
        (_readExpired, _looksLeft) = (false, StarvationGrace.Turns);
        _readDue = now + (IsDraining ? Server.DrainWindow : Server.KeepAlive);
        if (_exchange is not null)
            _shedDue = ((now / ShedPeriod) + 2) * ShedPeriod;
        ArmFor(Math.Min(_readDue, _shedDue));
    }

    private void WaitForHead()
    {
        _readWait = ReadWait.Head;
        (_readExpired, _looksLeft) = (false, StarvationGrace.Turns);
        _readDue = Scheduler.DeadlineAfter(Limits.RequestHeadersTimeout);
        ArmFor(_readDue);
    }

    private void WaitForDiscard()
    {
        _readWait = ReadWait.Discard;
        (_readExpired, _looksLeft) = (false, StarvationGrace.Turns);
        _readDue = Scheduler.DeadlineAfter(s_discardLimit);
        ArmFor(_readDue);
    }

    private void StopReadTimer()
    {
        _readWait = ReadWait.None;
        (_readExpired, _looksLeft) = (false, StarvationGrace.Turns);
        _readDue = Never;
        _shedDue = Never;
    }

    private void StopTimers()
    {
        StopReadTimer();
        _writeDue = _endDue = Never;
        if (IsHere)
            Scheduler.Timers.Remove(this);
    }

    private void ArmFor(long due)
    {
        if (!IsHere)
            return;
        if (IsArmed)
        {
            if (due >= _armedFor)
                return;
            Scheduler.Timers.Remove(this);
        }

        _armedFor = due;
        Scheduler.Timers.Add(this, due);
    }
}
