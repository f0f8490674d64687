using Rondo.Core;
using Rondo.Diagnostics;

namespace Rondo;

/// <summary>Stalls: always on.</summary>
public sealed partial class EventLoop
{
    private int _threadId;
    private long _stalls;
    private LoopLag? _lag;

    Scheduler IObservedLoop.Scheduler => _scheduler;

    int IObservedLoop.ThreadId => _threadId;

    TimeSpan IObservedLoop.StallThreshold => _options.StallThreshold;

    LoopLag IObservedLoop.Lag => LazyInitializer.EnsureInitialized(ref _lag, () => new LoopLag(_scheduler));

    void IObservedLoop.ReportStall(TimeSpan held, string step, string? detail, bool isNew) =>
        ReportStall(new StallReport(this, held, step, detail), isNew);

    void IObservedLoop.ReportStallEnd(TimeSpan held, string step) =>
        ReportStall(new StallReport(this, held, step, null) { HasEnded = true }, isNew: false);

    /// <param name="report">The report.</param>
    /// <param name="isNew">False for another report of the same stall.</param>
    private void ReportStall(StallReport report, bool isNew)
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
            new StallReport(this, TimeSpan.Zero, StepNames.Describe(_scheduler.RunningCallback, _scheduler.RunningState), null, stack),
            isNew: true);
}
