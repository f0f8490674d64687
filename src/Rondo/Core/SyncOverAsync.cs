using System.Diagnostics;

namespace Rondo.Core;

/// <summary>
/// Detects a loop blocking on a task (<c>.Result</c>, <c>.Wait()</c>, <c>GetAwaiter().GetResult()</c>): on a loop that is a
/// deadlock, or at best a stall.
/// </summary>
internal static class SyncOverAsync
{
    private const string Remedy =
        "A task was waited for synchronously (.Result, .Wait() or .GetAwaiter().GetResult()) on an event loop. "
        + "The loop cannot run anything while it waits, the task's own continuation included. "
        + "Await the task instead, or move the blocking call off the loop with Offload.RunAsync(...).";

    internal static void Check(Scheduler scheduler, bool refuse)
    {
        var stack = new StackTrace(1, fNeedFileInfo: true);
        if (!IsTaskWait(stack))
            return;
        if (refuse)
            throw new InvalidOperationException(Remedy);
        scheduler.OnBlocking(stack.ToString());
    }

    /// <summary>A contended <c>lock</c> or a library's own event also comes through here, and is left to the stall watchdog.</summary>
    private static bool IsTaskWait(StackTrace stack)
    {
        for (var i = 0; i < Math.Min(stack.FrameCount, 16); i++)
        {
            var method = DiagnosticMethodInfo.Create(stack.GetFrame(i)!);
            if (method?.DeclaringTypeName is { } type && Blocks(type, method.Name))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Exact names: <c>Task.WaitAsync</c> blocks nobody, but may find a lock of the BCL's contended, and that wait must not
    /// be mistaken for the task's.
    /// </summary>
    internal static bool Blocks(string type, string method) =>
        type.StartsWith("System.Threading.Tasks.Task", StringComparison.Ordinal)
        && method is ("Wait" or "InternalWait" or "InternalWaitCore" or "SpinThenBlockingWait" or "WaitAll" or "WaitAllCore"
            or "WaitAllBlockingCore" or "WaitAny" or "WaitAnyCore");
}
