using System.Diagnostics.CodeAnalysis;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>The errors of a program that uses a file wrongly.</summary>
internal static class FileMisuse
{
    [DoesNotReturn]
    internal static void ThrowForeign(string what, Scheduler scheduler) =>
        throw new InvalidOperationException(
            $"{what} was called on a file of the loop '{scheduler.Owner}' from "
                + $"{(Scheduler.Current is { } other ? $"the loop '{other.Owner}'" : "a thread that is not that loop's")}: "
                + "use it on its own loop (EventLoop.InvokeAsync).");

    internal static ObjectDisposedException Closed() =>
        new("file", "The file was closed by this program: nothing can be done with it any more.");
}
