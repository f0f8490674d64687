using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Rondo.IO.Drivers.Linux;

/// <summary>Opens a regular file for reading at once, on the loop, where nothing has to be waited for: every directory of its path is in the kernel's cache.</summary>
/// <remarks>
/// The path is resolved first (O_PATH, RESOLVE_CACHED of Linux 5.12), which opens nothing: an open of a named pipe would be noticed at its
/// other end. Two system calls more than a plain open, a tenth of the way to a worker thread and back.
/// </remarks>
internal static class CachedOpen
{
    private const ulong ResolveCached = 0x20;

    private static bool s_isRefused;

    /// <summary>Returns null if a worker thread has to do it, also to find the error.</summary>
    internal static SafeFileHandle? TryOpen(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options)
    {
        if (mode != FileMode.Open || access != FileAccess.Read || s_isRefused || !FileStatus.IsAvailable)
            return null;
        var descriptor = Resolve(path);
        // An old kernel, or a seccomp profile that does not know the call.
        s_isRefused = descriptor is -Errno.ENOSYS or -Errno.EPERM or -Errno.EINVAL;
        if (descriptor < 0)
            return null;
        try
        {
            return FileStatus.Read(descriptor, out var status) == 0 && status.Type == FileStatus.Regular && LocalMounts.Contain(status.Mount)
                ? File.OpenHandle($"/proc/self/fd/{descriptor}", mode, access, share, options)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Its message would name the descriptor. The worker's names the path.
            return null;
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static unsafe int Resolve(string path)
    {
        // Safety: struct open_how is three 64-bit numbers; name is pinned for the call.
        var how = stackalloc ulong[] { Constants.OpenPath | Constants.OpenCloseOnExec, 0, ResolveCached };
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            return Libc.Check(Libc.Syscall(Constants.SysOpenAt2, Constants.CurrentDirectory, (nint)name, (nint)how, 3 * sizeof(ulong), 0, 0));
    }
}
