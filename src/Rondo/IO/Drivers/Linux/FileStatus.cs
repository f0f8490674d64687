using System.Text;

namespace Rondo.IO.Drivers.Linux;

/// <summary>The kernel's facts about the file at a path (<c>statx</c>).</summary>
/// <param name="Device">The number of the device that the file lies on.</param>
/// <param name="Number">The number of the file on its device.</param>
/// <param name="Type">One of the constants of this type.</param>
/// <param name="Mount">The number of the mount, as in <c>/proc/self/mountinfo</c>; 0 if the kernel does not tell (before Linux
/// 5.8).</param>
internal readonly record struct FileStatus(ulong Device, ulong Number, int Type, ulong Mount)
{
    internal const int Pipe = 0x1000;
    internal const int CharacterDevice = 0x2000;
    internal const int Socket = 0xC000;

    internal const int Regular = 0x8000;

    private const int NoFollow = 0x100;
    private const int OfDescriptor = 0x1000;
    private const int BasicStats = 0x7FF;
    private const int MountNumber = 0x1000;
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
        // Safety: name is pinned for the call.
        fixed (byte* at = name)
            return Read(Constants.CurrentDirectory, at, follow ? 0 : NoFollow, out status);
    }

    /// <summary>Asks for the file of a descriptor.</summary>
    /// <returns>0, or the negated errno.</returns>
    internal static unsafe int Read(int descriptor, out FileStatus status)
    {
        byte empty = 0;
        return Read(descriptor, &empty, OfDescriptor, out status);
    }

    private static unsafe int Read(int directory, byte* name, int flags, out FileStatus status)
    {
        // Safety: struct statx is 256 bytes, the same on every architecture.
        var found = stackalloc byte[256];
        var result = Libc.Check(Libc.Syscall(Constants.SysStatx, directory, (nint)name, flags, BasicStats | MountNumber, (nint)found, 0));
        var mount = (*(uint*)found & MountNumber) != 0 ? *(ulong*)(found + 144) : 0;
        status = new FileStatus(*(ulong*)(found + 136), *(ulong*)(found + 32), *(ushort*)(found + 28) & TypeMask, mount);
        return result;
    }
}
