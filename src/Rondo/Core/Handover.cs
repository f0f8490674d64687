namespace Rondo.Core;

/// <summary>Completes a task whose awaiter is not a step of this loop.</summary>
internal static class Handover
{
    /// <summary>
    /// Runs <paramref name="complete"/> with no synchronization context, so that a continuation without one runs here and
    /// now rather than being moved to the thread pool, and puts the context back, since this may run inside another step.
    /// </summary>
    internal static void Run<TState>(Action<TState> complete, TState state)
    {
        var context = SynchronizationContext.Current;
        if (context is null)
        {
            complete(state);
            return;
        }

        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            complete(state);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
