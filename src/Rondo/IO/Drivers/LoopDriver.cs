using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.IO.Drivers;

/// <summary>
/// A driver as the I/O types see it: what starts operations. Everything but <see cref="Wake"/> belongs to the loop's thread.
/// </summary>
internal abstract class LoopDriver(Scheduler scheduler) : IDriver
{
    internal Scheduler Scheduler { get; } = scheduler;

    public abstract string Name { get; }

    public abstract int Outstanding { get; }

    public abstract bool HasWork { get; }

    /// <summary>The driver of the calling thread's loop.</summary>
    /// <param name="what">The member that needs it, for the error.</param>
    internal static LoopDriver ForCurrent(string what) =>
        (LoopDriver)(Core.Scheduler.Current ?? throw NoLoop.Exception(what)).Driver;

    public abstract void Wait(long timeout);

    public abstract void Wake();

    public abstract void Drain();

    public abstract void Dispose();

    /// <summary>Creates a socket.</summary>
    internal abstract DriverSocket OpenSocket(AddressFamily family, SocketType type, ProtocolType protocol);

    /// <summary>
    /// Takes over a connected or listening socket that another loop, or the BCL, has created; its owner must not use it any more.
    /// </summary>
    internal abstract DriverSocket Adopt(SafeSocketHandle handle);

    /// <summary>
    /// Takes over what <see cref="DriverSocket.AcceptAsync"/> has returned, of which the kernel need not be asked what it is.
    /// </summary>
    internal virtual DriverSocket AdoptAccepted(SafeSocketHandle handle, AddressFamily family) => Adopt(handle);

    /// <summary>Opens a file on a worker thread; null if it is a named pipe, a device or a socket.</summary>
    internal abstract ValueTask<DriverFile?> OpenRegularFileAsync(
        string path, FileMode mode, FileAccess access, FileShare share, FileOptions options);

    /// <summary>A file that can seek and was opened elsewhere.</summary>
    internal abstract DriverFile Wrap(SafeFileHandle handle);
}
