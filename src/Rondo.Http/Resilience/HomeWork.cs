using System.Runtime.ExceptionServices;
using Rondo.Core;

namespace Rondo.Http.Resilience;

/// <summary>Runs work of the loop for code that awaits without a context, and completes without one.</summary>
/// <remarks>No await goes by way of the thread pool.</remarks>
internal static class HomeWork
{
    internal static async Task<T> RunAsync<T>(EventLoop loop, Func<Task<T>> work)
    {
        var scheduler = loop.Scheduler;
        SynchronizationContext.SetSynchronizationContext(scheduler.Home); // until this method first suspends
        ExceptionDispatchInfo? failure = null;
        var result = default(T);
        try
        {
            result = await work();
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        await new LoopSwitch(scheduler);
        failure?.Throw();
        return result!;
    }

    internal static Task RunAsync(EventLoop loop, Func<Task> work) => RunAsync(
        loop,
        async () =>
        {
            await work();
            return true;
        });
}
