using System.Diagnostics.CodeAnalysis;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>The errors of a program that uses a socket wrongly; each says who did what.</summary>
internal static class SocketMisuse
{
    [DoesNotReturn]
    internal static void ThrowForeign(string what, Scheduler scheduler)
    {
        if (scheduler.IsClosed)
            throw LoopEnded(scheduler);
        throw new InvalidOperationException(
            $"{what} was called on a socket of the loop '{scheduler.Owner}' from "
                + $"{(Scheduler.Current is { } other ? $"the loop '{other.Owner}'" : "a thread that is not that loop's")}: "
                + "use it on its own loop (EventLoop.InvokeAsync), or hand it over with Detach and Adopt.");
    }

    [DoesNotReturn]
    internal static void ThrowClosed() => throw Closed();

    internal static ObjectDisposedException Closed() =>
        new("socket", "The socket was closed or given up by this program: nothing can be done with it any more.");

    internal static ObjectDisposedException LoopEnded(Scheduler scheduler) =>
        new("socket", $"The loop '{scheduler.Owner}' has ended, and the operation with it.");

    [DoesNotReturn]
    internal static void ThrowBusy(string what) => throw Busy(what);

    /// <param name="what">A noun: receive, send.</param>
    internal static InvalidOperationException Busy(string what) =>
        new($"The socket is busy: this program has started a second {what} while one is in flight or was not awaited. Let "
            + $"one task at a time {what}, or guard the socket with a Lock.");
}
