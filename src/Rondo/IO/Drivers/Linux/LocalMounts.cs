using System.Collections.Concurrent;
using System.Globalization;

namespace Rondo.IO.Drivers.Linux;

/// <summary>Knows the mounts whose file systems answer without a network and without another process, unlike NFS and FUSE.</summary>
internal static class LocalMounts
{
    private static readonly string[] s_localTypes =
        ["ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "tmpfs", "ramfs", "overlay", "squashfs", "erofs", "vfat"];
    private static readonly ConcurrentDictionary<ulong, bool> s_mounts = new();

    /// <param name="mount">The number of <see cref="FileStatus.Mount"/>.</param>
    internal static bool Contain(ulong mount) =>
        mount != 0 && s_mounts.GetOrAdd(mount, static number => s_localTypes.Contains(TypeOf(number)));

    /// <summary>
    /// The type in the line of the mount: it begins with the number, and the type follows a lone hyphen (proc_pid_mountinfo(5)).
    /// </summary>
    private static string? TypeOf(ulong mount)
    {
        var start = mount.ToString(CultureInfo.InvariantCulture) + " ";
        try
        {
            foreach (var line in File.ReadLines("/proc/self/mountinfo"))
            {
                if (line.StartsWith(start, StringComparison.Ordinal))
                    return line[(line.IndexOf(" - ", StringComparison.Ordinal) + 3)..].Split(' ')[0];
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without /proc no mount is known to be local.
        }

        return null;
    }
}
