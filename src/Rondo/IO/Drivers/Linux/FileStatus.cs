using System.Text;

namespace Rondo.IO.Drivers.Linux;

/// <summary>The kernel's facts about the file at a path (<c>statx</c>).</summary>
/// <param name="Device">The number of the device that the file lies on.</param>
/// <param name="Number">The number of the file on its device.</param>
/// <param name="Type">One of the constants of this type.</param>
internal readonly record struct FileStatus(ulong Device, ulong Number, int Type)
{
    internal const int Pipe = 0x1000;
    internal const int CharacterDevice = 0x2000;
    internal const int Socket = 0xC000;

    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int BasicStats = 0x7FF;
    private const int TypeMask = 0xF000;

    /// <summary>Whether this platform can be asked.</summary>
    internal static bool IsAvailable => OperatingSystem.IsLinux() && Constants.SysStatx > 0;

    /// <summary>The type of the file that a path leads to. 0 if there is none, or if the platform does not tell.</summary>
    internal static int TypeOf(string path) => IsAvailable && Read(path, follow: true, out var status) == 0 ? status.Type : 0;

    /// <summary>Asks the kernel.</summary>
    /// <returns>0, or the negated errno.</returns>
    internal static unsafe int Read(string path, bool follow, out FileStatus status)
    {
        var name = Encoding.UTF8.GetBytes(path + '\0');
        // Safety: struct statx is 256 bytes, the same on every architecture; name is pinned for the call.
        var found = stackalloc byte[256];
        int result;
        fixed (byte* at = name)
            result = Libc.Check(Libc.Syscall(Constants.SysStatx, CurrentDirectory, (nint)at, follow ? 0 : NoFollow, BasicStats, (nint)found, 0));
        status = new FileStatus(*(ulong*)(found + 136), *(ulong*)(found + 32), *(ushort*)(found + 28) & TypeMask);
        return result;
    }
}
