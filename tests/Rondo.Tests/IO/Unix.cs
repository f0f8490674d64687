using System.Runtime.InteropServices;

namespace Rondo.Tests.IO;

/// <summary>System calls that the BCL has no name for.</summary>
internal static class Unix
{
    internal static string MakePipe(string directory)
    {
        var path = Path.Combine(directory, $"pipe-{Guid.NewGuid():n}");
        Assert.Equal(0, MakeFifo(path, 0x180));
        return path;
    }

    /// <summary>Opens a pseudo terminal, whose other side has a path.</summary>
    internal static (FileStream Master, string Path) OpenTerminal()
    {
        var master = OpenMaster(0x102);
        Assert.True(master >= 0);
        Assert.Equal(0, Unlock(master));
        var name = new byte[64];
        Assert.Equal(0, NameOf(master, name, name.Length));
        return (new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(master, ownsHandle: true), FileAccess.ReadWrite, 0),
            System.Text.Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0)));
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", EntryPoint = "posix_openpt")]
    private static extern int OpenMaster(int flags);

    [DllImport("libc", EntryPoint = "unlockpt")]
    private static extern int Unlock(int master);

    [DllImport("libc", EntryPoint = "ptsname_r")]
    private static extern int NameOf(int master, byte[] name, nint length);
}
