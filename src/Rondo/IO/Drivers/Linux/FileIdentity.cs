using System.Text;

namespace Rondo.IO.Drivers.Linux;

/// <summary>The file that a path names, whatever happens to the name: its device and its number there. Links are not followed.</summary>
/// <remarks>A number is given to another file only when nobody has this one open: compare while it is.</remarks>
internal readonly record struct FileIdentity(ulong Device, ulong Number, bool IsSocket)
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int BasicStats = 0x7FF;
    private const int TypeMask = 0xF000;
    private const int SocketType = 0xC000;
    private const int NoSuchDeviceOrAddress = 6;

    /// <summary>Null if there is no such file. Without Linux's <c>statx</c> the time of its creation stands for the number.</summary>
    internal static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsLinux() && Constants.SysStatx > 0)
        {
            var result = Ask(path, out var identity);
            if (result == 0)
                return identity;
            if (result is not (-Errno.ENOSYS or -Errno.EPERM))
                return null;
        }

        var file = new FileInfo(path);
        // Exists follows a link, and is false for one that leads nowhere.
        if (!file.Exists && file.LinkTarget is null)
            return null;
        return new FileIdentity(0, (ulong)file.CreationTimeUtc.Ticks, file.LinkTarget is null && CannotBeOpened(path));
    }

    /// <summary>
    /// The BCL does not tell sockets from files, but the kernel does not open one (ENXIO). Read-write, since a named pipe would make the
    /// other modes wait.
    /// </summary>
    private static bool CannotBeOpened(string path)
    {
        try
        {
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.HResult == NoSuchDeviceOrAddress;
        }
    }

    private static unsafe int Ask(string path, out FileIdentity identity)
    {
        var name = Encoding.UTF8.GetBytes(path + '\0');
        // Safety: struct statx is 256 bytes, the same on every architecture; name is pinned for the call.
        var found = stackalloc byte[256];
        int result;
        fixed (byte* at = name)
            result = Libc.Check(Libc.Syscall(Constants.SysStatx, CurrentDirectory, (nint)at, NoFollow, BasicStats, (nint)found, 0));
        identity = new FileIdentity(*(ulong*)(found + 136), *(ulong*)(found + 32), (*(ushort*)(found + 28) & TypeMask) == SocketType);
        return result;
    }
}
