using System.Threading.Tasks.Sources;
using Rondo.Core;

namespace Rondo.Tasks;

/// <inheritdoc/>
internal sealed class ChildWait<T> : ChildWait, IValueTaskSource<T>
{
    private readonly Task<T> _task;

    private ChildWait(Task<T> task)
        : base(task) => _task = task;

    internal static ValueTask<T> For(Task<T> task)
    {
        var scheduler = Core.Scheduler.Current;
        var context = scheduler is null ? null : CancelContext.For(scheduler);
        if (context is { IsEffectivelyCanceled: true })
            return ValueTask.FromException<T>(context.CreateException());
        if (task.IsCompleted)
            return new ValueTask<T>(task);
        if (context is null)
            throw NoLoop.Exception("Awaiting a TaskHandle");
        var wait = Reuse<ChildWait<T>>(scheduler!, task);
        if (wait is not null)
            wait.Begin(context);
        else
            (wait = new ChildWait<T>(task)).Watch(context);
        return new ValueTask<T>(wait, wait.Version);
    }

    T IValueTaskSource<T>.GetResult(short token)
    {
        End(token);
        return _task.GetAwaiter().GetResult();
    }
}
