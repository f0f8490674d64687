namespace Rondo.IO.Drivers.Linux;

/// <summary>The file that a path names, whatever happens to the name: its device and its number there. Links are not followed.</summary>
/// <remarks>A number is given to another file only when nobody has this one open: compare while it is.</remarks>
internal readonly record struct FileIdentity(ulong Device, ulong Number, bool IsSocket)
{
    private const int NoSuchDeviceOrAddress = 6;

    /// <summary>Null if there is no such file. Without Linux's <c>statx</c> the time of its creation stands for the number.</summary>
    internal static FileIdentity? Of(string path)
    {
        if (FileStatus.IsAvailable)
        {
            var result = FileStatus.Read(path, follow: false, out var status);
            if (result == 0)
                return new FileIdentity(status.Device, status.Number, status.Type == FileStatus.Socket);
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
}
