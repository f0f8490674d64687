using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Rondo.IO.Drivers.Linux;

/// <summary>The calls of Linux that worker processes and their parent need. Failures are -1; the callers say whether they matter.</summary>
// Safety: declarations only, and no pointer outlives its call.
internal static partial class ProcessCalls
{
    /// <summary>The peer has closed its side, or all of the connection.</summary>
    internal const short PeerClosed = 0x2000;

    internal const int Sigkill = 9;

    private const string Name = "libc";
    private const int SetParentDeathSignal = 1;
    private const uint CloseOnExec = 1;

    /// <summary>Has the kernel kill the calling process when the thread that started it ends.</summary>
    internal static void DieWithParent() => _ = Prctl(SetParentDeathSignal, Sigkill, 0, 0, 0);

    /// <summary>Creates a file that lives in memory alone.</summary>
    /// <exception cref="IOException">The system refuses it; says why.</exception>
    internal static SafeFileHandle CreateMemoryFile()
    {
        var fd = MemoryFile("rondo", CloseOnExec);
        return fd >= 0
            ? new SafeFileHandle(fd, ownsHandle: true)
            : throw new IOException($"Cannot create a file in memory: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Waits until the peer of a socket has closed it. Data that arrives does not end the wait.</summary>
    internal static void WaitForClose(SafeHandle socket)
    {
        var wait = new PollDescriptor { Descriptor = (int)socket.DangerousGetHandle(), Events = PeerClosed };
        while (Poll(ref wait, 1, -1) < 0)
        {
            // Interrupted.
        }
    }

    /// <summary>Lowers the priority of the calling thread, and of those that it starts.</summary>
    internal static void BeNice(int niceness) => _ = Nice(niceness);

    [LibraryImport(Name, EntryPoint = "nice", SetLastError = true)]
    private static partial int Nice(int increment);

    [LibraryImport(Name, EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int process, int signal);

    [LibraryImport(Name, EntryPoint = "getppid")]
    internal static partial int GetParent();

    [LibraryImport(Name, EntryPoint = "setpgid", SetLastError = true)]
    internal static partial int SetGroup(int process, int group);

    [LibraryImport(Name, EntryPoint = "dup2", SetLastError = true)]
    internal static partial int Duplicate(int from, int to);

    [LibraryImport(Name, EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, nint argument2, nint argument3, nint argument4, nint argument5);

    [LibraryImport(Name, EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);

    [LibraryImport(Name, EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }
}
