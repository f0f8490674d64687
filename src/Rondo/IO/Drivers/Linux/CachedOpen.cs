using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Rondo.IO.Drivers.Linux;

/// <summary>
/// Opens a regular file for reading at once, on the loop, where nothing has to be waited for: every directory of its path is in
/// the kernel's cache.
/// </summary>
/// <remarks>
/// The path is resolved first (O_PATH, RESOLVE_CACHED of Linux 5.12), which opens nothing: an open of a named pipe would be noticed at its
/// other end. A few system calls more than a plain open, a tenth of the way to a worker thread and back.
/// </remarks>
internal static class CachedOpen
{
    private const ulong ResolveCached = 0x20;
    private const int LockShared = 1;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;

    private static bool s_isRefused;

    /// <summary>Returns null if a worker thread has to do it, also to find the error.</summary>
    internal static SafeFileHandle? TryOpen(string path, FileMode mode, FileAccess access, FileShare share)
    {
        if (mode != FileMode.Open || access != FileAccess.Read || s_isRefused || !FileStatus.IsAvailable || path.Length == 0)
            return null;
        var name = Encoding.UTF8.GetBytes(path + '\0');
        var resolved = Open(name, Constants.OpenPath);
        // An old kernel, or a seccomp profile that does not know the call.
        s_isRefused = resolved is -Errno.ENOSYS or -Errno.EPERM or -Errno.EINVAL;
        if (resolved < 0)
            return null;
        var isRegular = FileStatus.Read(resolved, out var status) == 0 && status.Type == FileStatus.Regular
            && LocalMounts.Contain(status.Mount);
        _ = Libc.Close(resolved);
        return isRegular ? OpenSame(name, status, share) : null;
    }

    /// <summary>
    /// Opens the file that was found, and locks it as the BCL does; null if another has taken its place, or somebody's lock excludes it.
    /// </summary>
    private static SafeFileHandle? OpenSame(byte[] name, FileStatus found, FileShare share)
    {
        // O_NONBLOCK means nothing to a regular file, and keeps a pipe in its place from holding the loop.
        var descriptor = Open(name, Constants.OpenNonBlock);
        if (descriptor < 0)
            return null;
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var kind = share == FileShare.None ? LockExclusive : LockShared;
        if (FileStatus.Read(descriptor, out var status) == 0 && status == found
            && Libc.Check(Libc.Lock(descriptor, kind | LockNonBlocking)) is not (-Errno.EAGAIN))
            return handle;
        handle.Dispose();
        return null;
    }

    private static unsafe int Open(byte[] name, int flags)
    {
        // Safety: struct open_how is three 64-bit numbers; name is pinned for the call.
        var how = stackalloc ulong[] { (ulong)(flags | Constants.OpenCloseOnExec), 0, ResolveCached };
        fixed (byte* at = name)
            return Libc.Check(Libc.Syscall(Constants.SysOpenAt2, Constants.CurrentDirectory, (nint)at, (nint)how, 3 * sizeof(ulong), 0, 0));
    }
}
