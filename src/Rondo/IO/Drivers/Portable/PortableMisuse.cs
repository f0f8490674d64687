using Rondo.Core;

namespace Rondo.IO.Drivers.Portable;

/// <summary>The errors of a program that uses a socket or file wrongly; each says who did what.</summary>
internal static class PortableMisuse
{
    internal static InvalidOperationException Foreign(string what, Scheduler scheduler, string kind) =>
        new($"{what} was called on a {kind} of the loop '{scheduler.Owner}' from "
            + $"{(Scheduler.Current is { } other ? $"the loop '{other.Owner}'" : "a thread that is not that loop's")}: "
            + "use it on its own loop (EventLoop.InvokeAsync), or hand it over with Detach and Adopt.");

    internal static ObjectDisposedException Closed() =>
        new("socket", "The socket was closed or given up by this program: nothing can be done with it any more.");

    internal static ObjectDisposedException FileClosed() =>
        new("file", "The file was closed by this program: nothing can be done with it any more.");

    internal static ObjectDisposedException LoopEnded(Scheduler scheduler) =>
        new("socket", $"The loop '{scheduler.Owner}' has ended, and the operation with it.");

    /// <param name="what">A noun: receive, send.</param>
    internal static InvalidOperationException Busy(string what) =>
        new($"The socket is busy: this program has started a second {what} while one is in flight or was not awaited. Let "
            + $"one task at a time {what}, or guard the socket with a Lock.");
}
