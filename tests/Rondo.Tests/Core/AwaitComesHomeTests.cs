namespace Rondo.Tests.Core;

/// <summary>Whatever is awaited, the code goes on on the loop that it was on.</summary>
public class AwaitComesHomeTests
{
    [LoopFact]
    public Task After_a_rondo_operation() => ComesHome(async () => await EventLoop.Sleep(TimeSpan.FromMilliseconds(1)));

    [LoopFact]
    public Task After_a_yield() => ComesHome(async () => await EventLoop.Yield());

    [LoopFact]
    public Task After_Task_Delay() => ComesHome(() => Task.Delay(1));

    [LoopFact]
    public Task After_Task_Run() => ComesHome(() => Task.Run(static () => 1));

    [LoopFact]
    public Task After_a_library_full_of_ConfigureAwait_false() => ComesHome(static async () =>
    {
        for (var i = 0; i < 5; i++)
        {
            await Task.Yield();
            await Task.Delay(1).ConfigureAwait(false);
            await Task.Run(static () => { }).ConfigureAwait(false);
        }
    });

    [LoopFact]
    public Task After_a_faulted_task() => ComesHome(static async () =>
    {
        var failure = await Assert.ThrowsAsync<InvalidDataException>(static () => Task.Run(static () => throw new InvalidDataException("boom")));
        Assert.Equal("boom", failure.Message);
    });

    [LoopFact]
    public Task After_a_cancelled_task() => ComesHome(static async () =>
    {
        using var source = new CancellationTokenSource(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(-1, source.Token));
    });

    [LoopFact]
    public async Task A_ConfigureAwait_false_continuation_of_a_rondo_operation_stays_on_the_loop_without_its_context()
    {
        var home = Environment.CurrentManagedThreadId;
        var (thread, context) = await Library();
        Assert.Equal(home, thread);
        Assert.Null(context);
        Assert.Equal(home, Environment.CurrentManagedThreadId);
        Assert.NotNull(SynchronizationContext.Current);

        static async Task<(int, SynchronizationContext?)> Library()
        {
            await EventLoop.Sleep(TimeSpan.FromMilliseconds(1)).ConfigureAwait(false);
            return (Environment.CurrentManagedThreadId, SynchronizationContext.Current);
        }
    }

    private static async Task ComesHome(Func<Task> awaited)
    {
        var loop = EventLoop.Current;
        var thread = Environment.CurrentManagedThreadId;
        await awaited();
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
        Assert.Same(loop, EventLoop.Current);
        Assert.NotNull(SynchronizationContext.Current);
    }
}
