using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>Errors of connections that were given up before a receive has reported them, by their handles.</summary>
/// <remarks>
/// The kernel tells an error once, and io_uring is told while a connection merely waits. The next owner would read a clean end.
/// Refusing to give the connection up was rejected: with epoll the error stays in the kernel, and the next owner meets it.
/// </remarks>
internal static class CarriedErrors
{
    private static readonly ConditionalWeakTable<SafeSocketHandle, StrongBox<int>> s_errors = [];

    internal static void Add(SafeSocketHandle handle, int errno) => s_errors.AddOrUpdate(handle, new StrongBox<int>(errno));

    /// <summary>Returns the error for the handle's next owner, once; 0 for none.</summary>
    internal static int Take(SafeSocketHandle handle)
    {
        if (!s_errors.TryGetValue(handle, out var errno))
            return 0;
        s_errors.Remove(handle);
        return errno.Value;
    }
}
