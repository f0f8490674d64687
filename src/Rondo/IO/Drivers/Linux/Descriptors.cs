using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>How near the process is to its limit of open descriptors.</summary>
/// <remarks>
/// A server must not let its clients have the last ones. The runtime opens a pipe for each thread that it starts, and where it
/// cannot it ends the
/// process with "Out of memory."; it also opens assemblies when they are first needed, and an app its files and databases. The kernel hands
/// out the lowest free number, so that a number tells how many are in use.
/// </remarks>
internal static class Descriptors
{
    private const int NumberOfFiles = 7;

    /// <summary>Numbers from here on are for others than clients.</summary>
    private static readonly int s_ceiling = Ceiling();

    /// <summary>True if there are only those left that clients must not have.</summary>
    /// <param name="handle">One that was just opened.</param>
    internal static bool AreScarceAfter(SafeHandle handle) => handle.DangerousGetHandle() >= s_ceiling;

    /// <summary>The same, for when none was just opened.</summary>
    internal static bool AreScarce()
    {
        var lowest = Libc.Check(Libc.Fcntl(2, Constants.DuplicateCloseOnExec, 0));
        if (lowest >= 0)
            _ = Libc.Close(lowest);
        return lowest is -Errno.EMFILE or -Errno.ENFILE || lowest >= s_ceiling;
    }

    private static unsafe int Ceiling()
    {
        if (!OperatingSystem.IsLinux())
            return int.MaxValue;
        // Safety: struct rlimit, two words of this frame.
        var limits = stackalloc nuint[2];
        if (Libc.Check(Libc.GetResourceLimit(NumberOfFiles, limits)) < 0 || limits[0] > int.MaxValue)
            return int.MaxValue;
        var limit = (int)limits[0];
        return limit - Math.Clamp(limit / 16, 32, 256);
    }
}
