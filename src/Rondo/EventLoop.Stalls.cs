using Rondo.Core;

namespace Rondo;

/// <summary>Stalls: always on.</summary>
public sealed partial class EventLoop
{
    private long _stalls;
    private LoopLag? _lag;

    internal LoopLag Lag => LazyInitializer.EnsureInitialized(ref _lag, () => new LoopLag(this));

    internal long Stalls => Volatile.Read(ref _stalls);

    /// <summary>Called by the watchdog, on its thread, and for a synchronous wait.</summary>
    /// <param name="report">The report.</param>
    /// <param name="isNew">False for another report of the same stall.</param>
    internal void ReportStall(StallReport report, bool isNew = true)
    {
        if (isNew)
            Interlocked.Increment(ref _stalls);
        if (_options.Stalled is null)
        {
            ErrorOutput.Write(report.ToString());
            return;
        }

        try
        {
            _options.Stalled(report);
        }
        catch (Exception exception)
        {
            _scheduler.Report(exception);
        }
    }

    /// <summary>A synchronous wait that is not refused; on the loop's thread, about to block.</summary>
    private void ReportBlocking(string stack) =>
        ReportStall(
            new StallReport(this, TimeSpan.Zero, StepNames.Describe(_scheduler.RunningCallback, _scheduler.RunningState), null, stack));
}
