namespace Rondo.JobLoad;

/// <summary>The jobs that have run in this process.</summary>
public static class Counter
{
    private static int s_count;
    private static int s_goal;
    private static TaskCompletionSource s_reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static void Add()
    {
        if (Interlocked.Increment(ref s_count) == Volatile.Read(ref s_goal))
            s_reached.TrySetResult();
    }

    internal static async Task WaitAsync(int goal)
    {
        s_reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref s_goal, goal);
        if (Volatile.Read(ref s_count) < goal)
            await s_reached.Task;
    }
}
