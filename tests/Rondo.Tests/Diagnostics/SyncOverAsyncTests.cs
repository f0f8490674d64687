namespace Rondo.Tests.Diagnostics;

/// <summary>Waiting synchronously for a task on a loop throws with a remedy.</summary>
public class SyncOverAsyncTests
{
    private const string Message =
        "A task was waited for synchronously (.Result, .Wait() or .GetAwaiter().GetResult()) on an event loop. "
        + "The loop cannot run anything while it waits, the task's own continuation included. "
        + "Await the task instead, or move the blocking call off the loop with Offload.RunAsync(...).";

    public static TheoryData<string> Ways => ["Wait", "Result", "GetResult", "WaitAll", "WaitAny"];

    [Theory]
    [MemberData(nameof(Ways))]
    public void Each_way_of_waiting_is_refused(string way)
    {
        var failure = EventLoop.Run(
            () =>
            {
                var source = new TaskCompletionSource<int>();
                return Task.FromResult(Assert.Throws<InvalidOperationException>(() => Block(way, source.Task)));
            },
            new EventLoopOptions { RefuseBlocking = true });
        Assert.Equal(Message, failure.Message);
        Assert.Contains(nameof(Block), failure.StackTrace, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_task_that_has_ended_may_be_asked(string way) =>
        EventLoop.Run(
            () =>
            {
                Block(way, Task.FromResult(1));
                return Task.CompletedTask;
            },
            new EventLoopOptions { RefuseBlocking = true });

    [Fact]
    public void In_production_it_is_reported_with_its_stack()
    {
        var reports = new List<StallReport>();
        var source = new TaskCompletionSource<int>();
        EventLoop.Run(
            () =>
            {
                Assert.True(source.Task.Wait(TimeSpan.FromSeconds(30))); // ended by the report
                return Task.CompletedTask;
            },
            new EventLoopOptions
            {
                RefuseBlocking = false,
                StallThreshold = Timeout.InfiniteTimeSpan,
                Stalled = report =>
                {
                    reports.Add(report);
                    source.TrySetResult(1);
                },
            });
        var report = reports.First();
        Assert.Contains(nameof(In_production_it_is_reported_with_its_stack), report.Stack, StringComparison.Ordinal);
        Assert.StartsWith("Rondo: loop 'loop' waits synchronously for a task (.Result, .Wait() or .GetAwaiter().GetResult()) in ", report.ToString());
    }

    [Theory]
    [InlineData("System.Threading.Tasks.Task", "InternalWaitCore", true)]
    [InlineData("System.Threading.Tasks.Task`1", "Wait", true)]
    [InlineData("System.Threading.Tasks.Task", "WaitAsync", false)]
    [InlineData("System.Threading.SemaphoreSlim", "Wait", false)]
    public void Only_waiting_for_a_task_counts(string type, string method, bool blocks) => Assert.Equal(blocks, Rondo.Core.SyncOverAsync.Blocks(type, method));

    [Fact]
    public void A_contended_lock_is_no_sync_over_async()
    {
        EventLoop.Run(
            () =>
            {
                var gate = new object();
                using var held = new ManualResetEventSlim();
                var holder = new Thread(() =>
                {
                    lock (gate)
                    {
                        held.Set();
                        Thread.SpinWait(200_000);
                    }
                });
                holder.Start();
                held.Wait();
                lock (gate)
                    holder.Join();
                return Task.CompletedTask;
            },
            new EventLoopOptions { RefuseBlocking = true });
    }

    private static void Block(string way, Task<int> task)
    {
        switch (way)
        {
            case "Wait":
                task.Wait(TimeSpan.FromSeconds(30));
                break;
            case "Result":
                _ = task.Result;
                break;
            case "GetResult":
                task.GetAwaiter().GetResult();
                break;
            case "WaitAll":
                Task.WaitAll([task], TimeSpan.FromSeconds(30));
                break;
            default:
                Task.WaitAny([task], TimeSpan.FromSeconds(30));
                break;
        }
    }
}
