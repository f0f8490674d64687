using System.Net.Sockets;
using System.Runtime.InteropServices;
using Rondo.IO.Drivers.Linux;

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

    /// <summary>Sends bytes and, with them, a descriptor (SCM_RIGHTS).</summary>
    internal static unsafe void SendDescriptor(Socket socket, byte[] bytes)
    {
        fixed (byte* pointer = bytes)
        {
            // struct cmsghdr: the length, SOL_SOCKET, SCM_RIGHTS; then the descriptor, standard error's.
            var control = stackalloc long[3];
            control[0] = 20;
            ((int*)control)[2] = ((int*)control)[3] = 1;
            ((int*)control)[4] = 2;
            var vector = new IoVector { Base = pointer, Length = (nuint)bytes.Length };
            var message = new MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = 24 };
            Assert.Equal(bytes.Length, SendMessage((int)socket.SafeHandle.DangerousGetHandle(), &message, 0));
        }
    }

    /// <summary>Has the kernel say of each message who has sent it (SO_PASSCRED).</summary>
    internal static unsafe void PassCredentials(int fd)
    {
        var on = 1;
        Assert.Equal(0, Libc.SetSockOpt(fd, Constants.SolSocket, 16, &on, sizeof(int)));
    }

    [DllImport("libc", EntryPoint = "sendmsg")]
    private static extern unsafe nint SendMessage(int fd, MessageHeader* message, int flags);

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", EntryPoint = "posix_openpt")]
    private static extern int OpenMaster(int flags);

    [DllImport("libc", EntryPoint = "unlockpt")]
    private static extern int Unlock(int master);

    [DllImport("libc", EntryPoint = "ptsname_r")]
    private static extern int NameOf(int master, byte[] name, nint length);
}
