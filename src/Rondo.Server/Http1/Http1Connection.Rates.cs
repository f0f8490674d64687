using System.IO.Pipelines;
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
    private long _bodyWaited;
    private long _bodyBytes;
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
    /// <param name="flushing">What waits.</param>
    /// <param name="bytes">What it flushes.</param>
    internal ValueTask<FlushResult> WatchFlush(ValueTask<FlushResult> flushing, long bytes) => _exchange?.MinResponseRate is null ? flushing : Watch(flushing, bytes);

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
        (_readExpired, _looksLeft) = (false, LastLooks.Turns);
        // So much waiting is allowed for what has come so far.
        var allowed = Math.Max(rate.GracePeriod.TotalSeconds, _bodyBytes / rate.BytesPerSecond) * 1e9;
        _readDue = _bodyWaitSince + Math.Max(0, (long)Math.Min(allowed, Scheduler.FarFuture) - _bodyWaited);
        ArmFor(_readDue);
    }

    private void EndBodyWait()
    {
        if (_readWait != ReadWait.Body || _readExpired)
            return;
        _bodyWaited += Scheduler.Now - _bodyWaitSince;
        StopReadTimer();
    }

    private void BeginFlushWait(long bytes)
    {
        if (_exchange?.MinResponseRate is not { } rate)
            return;
        // One write may be of any size. What of it has left for the kernel is known, unless TLS lies between: there all of it counts.
        _writeDue = Scheduler.DeadlineAfter(Server.TimeToSend(rate, IsDirect ? Raw.Unsent : bytes));
        ArmFor(_writeDue);
    }
}
