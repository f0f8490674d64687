using System.Collections.Concurrent;
using Rondo.Core;

namespace Rondo.Tests.Diagnostics;

/// <summary>No exception that escapes on a thread of Rondo's ends the process; without the guards this test run itself would end.</summary>
public class EscapedExceptionTests
{
    [Fact]
    public void A_stall_subject_that_throws_leaves_the_watchdog_alive()
    {
        var subject = new ThrowingSubject();
        var reports = new BlockingCollection<StallReport>();
        var options = new EventLoopOptions { StallThreshold = TimeSpan.FromMilliseconds(20), Stalled = reports.Add };
        EventLoop.Run(
            async () =>
            {
                await EventLoop.Yield();
                EventLoop.Current.Scheduler.RunningSubject = subject;
                Assert.True(subject.WasAsked.Wait(TimeSpan.FromSeconds(30)));
                EventLoop.Current.Scheduler.RunningSubject = null;
                await EventLoop.Yield();
                Assert.True(reports.TryTake(out _, TimeSpan.FromSeconds(30)), "The watchdog reports the next stall.");
            },
            options);
        Assert.Equal(1, subject.Asked);
    }

    [Fact]
    public void What_another_thread_reports_reaches_the_handler_on_the_loop()
    {
        var handled = new TaskCompletionSource<(EventLoop? On, Exception Exception)>();
        EventLoop.Run(
            async () =>
            {
                var scheduler = EventLoop.Current.Scheduler;
                new Thread(() => scheduler.Report(new InvalidDataException("from elsewhere"))).Start();
                var (on, exception) = await handled.Task;
                Assert.Same(EventLoop.Current, on);
                Assert.Equal("from elsewhere", exception.Message);
            },
            new EventLoopOptions { UnhandledException = (_, exception) => handled.TrySetResult((EventLoop.TryCurrent, exception)) });
    }

    [Fact]
    public async Task A_step_that_throws_after_its_loop_has_ended_does_not_end_the_process()
    {
        Scheduler? scheduler = null;
        await LoopThread.RunAsync(
            () =>
            {
                scheduler = EventLoop.Current.Scheduler;
                return Task.CompletedTask;
            },
            new EventLoopOptions { HandleSignals = false });
        var ran = new TaskCompletionSource();
        Delegate step = (Action)(() =>
        {
            ran.SetResult();
            throw new InvalidDataException("nobody's loop");
        });
        Assert.False(scheduler!.TryPost(step, null, WorkKind.Action));
        scheduler.PostSurely(step, null, WorkKind.Action);
        await ran.Task.WaitAsync(TimeSpan.FromSeconds(30));
        scheduler.Report(new InvalidDataException("reported to no loop"));
    }

    private sealed class ThrowingSubject : IStallSubject
    {
        private int _asked;

        internal ManualResetEventSlim WasAsked { get; } = new();

        internal int Asked => Volatile.Read(ref _asked);

        public string DescribeStall()
        {
            Interlocked.Increment(ref _asked);
            WasAsked.Set();
            throw new ObjectDisposedException("a request that has gone back to its pool");
        }
    }
}
