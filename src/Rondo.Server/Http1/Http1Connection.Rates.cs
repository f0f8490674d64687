using System.IO.Pipelines;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Core;

namespace Rondo.Server.Http1;

/// <summary>The minimum data rates: how long the app may wait for a client that sends its content, or takes an answer's.</summary>
/// <remarks>
/// The notes and the timer are the loop's. An app that has left the loop, as much of .NET's own code does after its first wait, goes there
/// to wait: the pipes wake who waits on the loop anyway, and so the beginning and the end of a wait are noted in their order.
/// </remarks>
internal sealed partial class Http1Connection
{
    private long _bodyWaitSince;
    private long _bodyCredit;
    private long _bodyBytes;
    private long _writeEnd;
    private long _writeSent;
    private int _requestsEnded;

    internal bool IsHere => Scheduler.Current == Scheduler;

    internal void BodyReceived(long bytes) => _bodyBytes += bytes;

    /// <summary>Waits for content, no longer than the client's rate allows.</summary>
    internal async ValueTask<ReadResult> WatchRead(ValueTask<ReadResult> reading)
    {
        // A request that has ended must not leave its limits to the next one.
        var request = _requestsEnded;
        if (!IsHere)
            await new LoopReturn(Scheduler);
        if (IsHere && request == _requestsEnded)
            BeginBodyWait();
        try
        {
            return await reading;
        }
        finally
        {
            if (!IsHere)
                await new LoopReturn(Scheduler);
            if (IsHere && request == _requestsEnded)
                EndBodyWait();
        }
    }

    /// <summary>Waits for the client to take what it was sent, no longer than its rate allows.</summary>
    /// <param name="flushing">The waiting task.</param>
    /// <param name="bytes">The output that it flushes.</param>
    internal ValueTask<FlushResult> WatchFlush(ValueTask<FlushResult> flushing, long bytes) =>
        _exchange?.MinResponseRate is null ? flushing : Watch(flushing, bytes);

    private async ValueTask<FlushResult> Watch(ValueTask<FlushResult> flushing, long bytes)
    {
        var request = _requestsEnded;
        if (!IsHere)
            await new LoopReturn(Scheduler);
        if (IsHere && request == _requestsEnded)
            BeginFlushWait(bytes);
        try
        {
            return await flushing;
        }
        finally
        {
            if (!IsHere)
                await new LoopReturn(Scheduler);
            if (IsHere && request == _requestsEnded)
                _writeDue = Never;
        }
    }

    private void BeginBodyWait()
    {
        if (_readWait == ReadWait.Discard || _exchange?.MinRequestBodyRate is not { } rate)
            return;
        _bodyWaitSince = Scheduler.Now;
        _readWait = ReadWait.Body;
        (_readExpired, _looksLeft) = (false, StarvationGrace.Turns);
        // Bytes that have come pay for waiting, up to the window's worth: a client that has sent much does not live off it for hours.
        var earned = _bodyBytes / rate.BytesPerSecond * 1e9;
        var before = _bodyCredit < 0 ? rate.GracePeriod.TotalSeconds * 1e9 : _bodyCredit;
        _bodyCredit = (long)Math.Min(Math.Min(before + earned, Http1Server.Window(rate).TotalSeconds * 1e9), Scheduler.FarFuture);
        _bodyBytes = 0;
        _readDue = _bodyWaitSince + _bodyCredit;
        ArmFor(_readDue);
    }

    private void EndBodyWait()
    {
        if (_readWait != ReadWait.Body || _readExpired)
            return;
        _bodyCredit = Math.Max(0, _bodyCredit - (Scheduler.Now - _bodyWaitSince));
        StopReadTimer();
    }

    private void BeginFlushWait(long bytes)
    {
        if (_exchange?.MinResponseRate is not { } rate)
            return;
        // One write may be of any size. The part that has left for the kernel is known, unless TLS lies between: there all of it counts.
        _writeEnd = Scheduler.DeadlineAfter(Server.TimeToSend(rate, IsDirect ? Raw.Unsent : bytes));
        LookAtSendingLater(rate);
    }

    /// <summary>Within the time for all of it the client has to take its rate's worth in each window.</summary>
    private void LookAtSendingLater(MinDataRate rate)
    {
        _writeSent = Raw.Sent;
        _writeDue = Math.Min(_writeEnd, Scheduler.DeadlineAfter(Server.SendingWindow(rate)));
        ArmFor(_writeDue);
    }

    /// <summary>True if the client takes what it is sent at its rate, and has more time for the rest.</summary>
    private bool StillTakes(long now)
    {
        if (now >= _writeEnd || _exchange?.MinResponseRate is not { } rate)
            return false;
        if (Raw.Sent - _writeSent < rate.BytesPerSecond * Server.SendingWindow(rate).TotalSeconds)
            return false;
        LookAtSendingLater(rate);
        return true;
    }
}
