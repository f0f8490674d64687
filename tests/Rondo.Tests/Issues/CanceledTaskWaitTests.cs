using System.Reflection;
using System.Runtime.CompilerServices;
using Rondo.Tasks;

namespace Rondo.Tests.Issues;

/// <summary>Each wait for a task that was cancelled left its continuation, and with it its scopes, on the task until that ended.</summary>
public class CanceledTaskWaitTests
{
    private const int Waits = 1000;

    private static readonly FieldInfo s_source = typeof(ValueTask).GetField("_obj", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private static readonly FieldInfo s_sourceOfInt = typeof(ValueTask<int>).GetField("_obj", BindingFlags.Instance | BindingFlags.NonPublic)!;

    [LoopFact]
    public Task A_foreign_task_keeps_one_wait() => KeepsAsync(static task => Observe(((Task)task).OrCancel()), 1, 1);

    [LoopFact]
    public Task A_foreign_task_with_a_result_keeps_one_wait() => KeepsAsync(static task => Discard(task.OrCancel()), 1, 1);

    [LoopFact]
    public Task A_handle_keeps_one_wait() => KeepsAsync(static task => Observe(new TaskHandle(task).Completion), 1, 1);

    [LoopFact]
    public Task A_handle_with_a_result_keeps_one_wait() => KeepsAsync(static task => Await(new TaskHandle<int>(task)), 1, 1);

    [LoopFact]
    public Task A_task_keeps_as_many_waits_as_it_had_at_one_time() => KeepsAsync(static task => Observe(((Task)task).OrCancel()), 10, 10);

    [LoopFact]
    public Task A_task_keeps_the_waits_of_each_kind() => KeepsAsync(
        static task => Task.WhenAll(Observe(((Task)task).OrCancel()), Observe(new TaskHandle(task).Completion), Await(new TaskHandle<int>(task))),
        1,
        3);

    [LoopFact]
    public async Task A_wait_that_is_used_again_ends_as_the_task_does()
    {
        var source = new TaskCompletionSource<int>();
        await CancelAsync(() => source.Task.OrCancel().AsTask());
        await CancelAsync(async () => await new TaskHandle<int>(source.Task));
        await TaskGroup.RunAsync(async group =>
        {
            var foreign = group.Start(async () => await source.Task.OrCancel());
            var child = group.Start(async () => await new TaskHandle<int>(source.Task));
            await EventLoop.Yield();
            source.SetResult(7);
            Assert.Equal((7, 7), (await foreign, await child));
        });
        Assert.Equal(7, await source.Task.OrCancel());
    }

    [LoopFact]
    public async Task A_wait_that_is_used_again_fails_as_the_task_does()
    {
        var source = new TaskCompletionSource<int>();
        await CancelAsync(() => source.Task.OrCancel().AsTask());
        await TaskGroup.RunAsync(async group =>
        {
            var waiting = group.Start(() => Assert.ThrowsAsync<TimeoutException>(() => source.Task.OrCancel().AsTask()));
            await EventLoop.Yield();
            source.SetException(new TimeoutException());
            await waiting;
        });
    }

    [LoopFact]
    public async Task A_task_may_complete_elsewhere_while_its_waits_are_cancelled()
    {
        for (var round = 0; round < 500; round++)
        {
            var source = new TaskCompletionSource();
            await CancelAsync(() => source.Task.OrCancel().AsTask());
            ThreadPool.UnsafeQueueUserWorkItem(static source => source.SetResult(), source, preferLocal: false);
            while (!source.Task.IsCompleted)
                await CancelScope.MoveOnAfter(TimeSpan.Zero, () => source.Task.OrCancel().AsTask());
            await source.Task.OrCancel();
        }
    }

    [LoopFact]
    public async Task A_failure_after_cancelled_waits_is_not_reported_as_unobserved()
    {
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, args) =>
        {
            lock (unobserved)
                unobserved.AddRange(args.Exception.InnerExceptions);
        };
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            await FailAfterCancelledWaitsAsync();
            await EventLoop.Yield();
            Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }

        lock (unobserved)
            Assert.DoesNotContain(unobserved, static exception => exception is InvalidTimeZoneException);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task FailAfterCancelledWaitsAsync()
    {
        var source = new TaskCompletionSource();
        for (var i = 0; i < 3; i++)
            await CancelAsync(() => source.Task.OrCancel().AsTask());
        source.SetException(new InvalidTimeZoneException());
    }

    /// <summary>Virtual time would stand still for a foreign task.</summary>
    private static Task CancelAsync(Func<Task> wait) => CancelScope.RunAsync(async scope =>
    {
        EventLoop.Current.Post(() => scope.Cancel());
        await wait();
    });

    /// <summary>Waits for a task that does not end, in scopes that end; counts what lives of the scopes, and of the waits.</summary>
    private static async Task KeepsAsync(Func<Task<int>, Task> wait, int atOnce, int kept)
    {
        var source = new TaskCompletionSource<int>();
        s_seen.Value = [];
        var scopes = new List<WeakReference>();
        for (var i = 0; i < Waits / atOnce; i++)
        {
            await TaskGroup.RunAsync(group =>
            {
                for (var j = 0; j < atOnce; j++)
                    group.Start(() => OnceAsync(source.Task, wait, scopes));
                return Task.CompletedTask;
            });
        }

        await EventLoop.Yield();
        Collect();
        Assert.True(scopes.Count >= Waits);
        Assert.InRange(scopes.Count(static scope => scope.IsAlive), 0, atOnce + 1); // the last may still be on the stack
        var waits = s_seen.Value!;
        if (waits.Count > 0)
            Assert.InRange(waits.Select(static wait => wait.Target).OfType<object>().Distinct(ReferenceEqualityComparer.Instance).Count(), 1, kept);
        source.SetResult(1);
    }

    private static readonly AsyncLocal<List<WeakReference>?> s_seen = new();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task OnceAsync(Task<int> task, Func<Task<int>, Task> wait, List<WeakReference> scopes) =>
        await CancelAsync(() =>
        {
            scopes.Add(new WeakReference(CancelScope.Current));
            return wait(task);
        });

    private static Task Observe(ValueTask waiting)
    {
        s_seen.Value!.Add(new WeakReference(s_source.GetValue(waiting)));
        return waiting.AsTask();
    }

    private static Task Discard(ValueTask<int> waiting) => waiting.AsTask();

    private static async Task Await(TaskHandle<int> handle)
    {
        var waiting = ChildWait<int>.For(handle.AsTask());
        s_seen.Value!.Add(new WeakReference(s_sourceOfInt.GetValue(waiting)));
        await waiting;
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
