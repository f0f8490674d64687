using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo;

/// <inheritdoc/>
internal sealed class ChildWait<T> : ChildWait, IValueTaskSource<T>
{
    private readonly Task<T> _task;

    private ChildWait(Task<T> task)
        : base(task) => _task = task;

    internal static ValueTask<T> For(Task<T> task)
    {
        if (task.IsCompleted)
            return new ValueTask<T>(task);
        var scheduler = Core.Scheduler.Current ?? throw NoLoop.Exception("Awaiting a TaskHandle");
        var context = CancelContext.For(scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<T>(context.CreateException());
        var wait = new ChildWait<T>(task);
        wait.Watch(context);
        return new ValueTask<T>(wait, wait.Version);
    }

    T IValueTaskSource<T>.GetResult(short token)
    {
        End(token);
        return _task.GetAwaiter().GetResult();
    }
}
