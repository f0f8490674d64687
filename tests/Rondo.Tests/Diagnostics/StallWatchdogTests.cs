using System.Collections.Concurrent;

namespace Rondo.Tests.Diagnostics;

/// <summary>A step that holds its loop is reported, once, with what is known of it. Real time: that is what a stall is.</summary>
public class StallWatchdogTests
{
    [Fact]
    public void A_step_that_blocks_is_reported_with_its_name_and_what_its_thread_does()
    {
        var reports = new BlockingCollection<StallReport>();
        StallReport? report = null;
        EventLoop.Run(
            async () =>
            {
                await EventLoop.Yield();
                report = BlockUntilReported(reports);
                await EventLoop.Yield();
            },
            new EventLoopOptions { Name = "stalled", StallThreshold = TimeSpan.FromMilliseconds(20), Stalled = reports.Add });
        Assert.NotNull(report);
        Assert.Equal("stalled", report.Loop.Name);
        Assert.True(report.Duration >= TimeSpan.FromMilliseconds(20), $"{report.Duration}");
        Assert.Contains(nameof(A_step_that_blocks_is_reported_with_its_name_and_what_its_thread_does), report.Step, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Contains("the thread is", report.Detail, StringComparison.Ordinal);
        Assert.StartsWith("Rondo: loop 'stalled' has been blocked for ", report.ToString());
        Assert.EndsWith("Nothing else on this loop runs meanwhile: await instead of blocking, or move the work to Offload.RunAsync(...).", report.ToString());
        Assert.Empty(reports); // one stall, one report
        Assert.Equal(1, report.Loop.Statistics.Stalls);
    }

    [Fact]
    public void A_task_that_yields_between_long_stretches_is_no_stall()
    {
        var reports = new BlockingCollection<StallReport>();
        EventLoop.Run(
            async () =>
            {
                // Busy for several thresholds altogether, in steps far below one.
                var until = System.Diagnostics.Stopwatch.GetTimestamp() + (3 * System.Diagnostics.Stopwatch.Frequency / 10);
                while (System.Diagnostics.Stopwatch.GetTimestamp() < until)
                    await EventLoop.Yield();
            },
            new EventLoopOptions { StallThreshold = TimeSpan.FromSeconds(2), Stalled = reports.Add });
        Assert.Empty(reports);
    }

    [Fact]
    public void A_report_that_throws_reaches_the_unhandled_exception_handler()
    {
        var thrown = new BlockingCollection<Exception>();
        EventLoop.Run(
            async () =>
            {
                using var blocked = new ManualResetEventSlim();
                for (var i = 0; i < 200 && thrown.Count == 0; i++)
                {
                    // Not a task's wait, so not refused: the watchdog is the one to notice.
                    blocked.Wait(TimeSpan.FromMilliseconds(50));
                    await EventLoop.Yield();
                }
            },
            new EventLoopOptions
            {
                StallThreshold = TimeSpan.FromMilliseconds(10),
                Stalled = static _ => throw new InvalidDataException("the reporter's own"),
                UnhandledException = (_, exception) => thrown.Add(exception),
            });
        Assert.Equal("the reporter's own", thrown.First().Message);
    }

    private static StallReport? BlockUntilReported(BlockingCollection<StallReport> reports) =>
        reports.TryTake(out var report, TimeSpan.FromSeconds(30)) ? report : null;
}
