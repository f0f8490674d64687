namespace Rondo.Core;

/// <summary>The error of an operation that was started on a thread without an event loop.</summary>
internal static class NoLoop
{
    internal static InvalidOperationException Exception(string what) => new(
        $"{what} needs an event loop, and this thread ('{Thread.CurrentThread.Name ?? "unnamed"}') runs none. "
        + "Call it inside EventLoop.Run(...), or hand the work to a loop with loop.InvokeAsync(...).");
}
