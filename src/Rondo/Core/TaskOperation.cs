namespace Rondo.Core;

/// <summary>A wait for a task, which is told of the task's end by a continuation that it registers once.</summary>
/// <remarks>
/// Nothing takes a continuation off a task again. So a wait that was cancelled stays with its task, empty, and the next wait for that
/// task uses it again: a task has as many continuations as it ever had waits at one time, however many of them were cancelled.
/// A <c>ContinueWith</c> with a token could be taken off, and costs every wait some 400 bytes more.
/// </remarks>
internal abstract class TaskOperation(Task task) : Operation
{
    protected Task Task => task;

    /// <summary>Returns a wait of <paramref name="task"/> that was cancelled; null if there is none of that type.</summary>
    protected static T? Reuse<T>(Scheduler scheduler, Task task)
        where T : TaskOperation
    {
        if (scheduler.IdleWaits is not { } idle || !idle.TryGetValue(task, out var waits))
            return null;
        var index = waits.FindLastIndex(static wait => wait.GetType() == typeof(T));
        if (index < 0)
            return null;
        var found = (T)waits[index];
        waits.RemoveAt(index);
        return found;
    }

    /// <summary>Ends the wait as the task has ended, unless it was cancelled.</summary>
    protected void EndAsTask()
    {
        if (Status != OperationStatus.Pending)
            return;
        if (task.IsCompletedSuccessfully)
            Succeed();
        else
            Fail(task.IsCanceled ? new TaskCanceledException(task) : task.Exception!.InnerException!);
    }

    protected override void Recycle()
    {
        var scheduler = Scheduler;
        Context = null; // the scope
        if (task.IsCompleted || Scheduler.Current != scheduler)
            return;
        var idle = scheduler.IdleWaits ??= [];
        if (!idle.TryGetValue(task, out var waits))
            idle.Add(task, waits = []);
        waits.Add(this);
    }
}
