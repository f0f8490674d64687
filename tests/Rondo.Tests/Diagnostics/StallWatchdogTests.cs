using System.Collections.Concurrent;
using Rondo.Diagnostics;

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
        Assert.DoesNotContain(reports, static again => !again.HasEnded); // one short stall, one report; perhaps its end
        Assert.Equal(1, report.Loop.Statistics.Stalls);
    }

    [Fact]
    public void A_stall_that_lasts_is_reported_again_and_once_when_it_has_ended()
    {
        var reports = new BlockingCollection<StallReport>();
        var seen = new List<StallReport>();
        var stalls = 0;
        EventLoop.Run(
            async () =>
            {
                // Again where other tests had code compiled while the step held on: that time is not counted, and the end not worth a report.
                while (stalls++ < 100 && !seen.Exists(static report => report.HasEnded))
                {
                    await EventLoop.Yield();
                    seen.Clear();
                    for (var i = 0; i < 3; i++)
                        seen.Add(BlockUntilReported(reports)!);
                    // The last report doubles the time until the next one: held on for more than a quarter of it, the end is worth a report.
                    using var never = new ManualResetEventSlim();
                    never.Wait(seen[^1].Duration * 0.75);
                    await EventLoop.Yield();
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(100));
                    while (reports.TryTake(out var report))
                        seen.Add(report);
                }
            },
            new EventLoopOptions { Name = "stalled", StallThreshold = TimeSpan.FromMilliseconds(20), Stalled = reports.Add });
        var end = Assert.Single(seen, static report => report.HasEnded);
        var lasting = seen.FindAll(static report => !report.HasEnded);
        Assert.Equal(lasting, lasting.OrderBy(static report => report.Duration));
        Assert.True(end.Duration >= lasting[^1].Duration);
        Assert.StartsWith("Rondo: loop 'stalled' runs again. It was blocked for ", end.ToString());
        Assert.EndsWith($" by lambda in {typeof(StallWatchdogTests).FullName}.{nameof(A_stall_that_lasts_is_reported_again_and_once_when_it_has_ended)}.", end.ToString());
        Assert.Equal(stalls - 1, end.Loop.Statistics.Stalls);
    }

    [Fact]
    public void Time_that_the_step_has_not_taken_is_not_counted()
    {
        var before = new ThreadUsage(true, TimeSpan.FromMilliseconds(100), 1000, TimeSpan.FromMilliseconds(10));
        var elapsed = TimeSpan.FromMilliseconds(25);
        Assert.Equal(elapsed, before.HeldSince(before, elapsed));
        Assert.Equal(TimeSpan.FromMilliseconds(5), (before with { RunDelay = TimeSpan.FromMilliseconds(120) }).HeldSince(before, elapsed));
        Assert.Equal(TimeSpan.FromMilliseconds(18), (before with { Pauses = TimeSpan.FromMilliseconds(17) }).HeldSince(before, elapsed));
        Assert.Equal(TimeSpan.Zero, (before with { Methods = 1001 }).HeldSince(before, elapsed));
        Assert.Equal(TimeSpan.Zero, before.HeldSince(default, elapsed));
        // Ready, and waiting for a processor: the kernel has not added that wait yet.
        Assert.Equal(TimeSpan.FromMilliseconds(3), (before with { RunTime = TimeSpan.FromMilliseconds(3), IsReady = true }).HeldSince(before, elapsed));
        Assert.Equal(elapsed, (before with { RunTime = TimeSpan.FromMilliseconds(3) }).HeldSince(before, elapsed));
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
