using System.Runtime.InteropServices;

namespace Rondo.IO;

/// <summary>Signals to the child.</summary>
public sealed partial class ChildProcess
{
    /// <summary>Sends a signal; does nothing on Windows. Harmless when it has ended.</summary>
    /// <param name="number">The platform's number: 15 for SIGTERM, 2 for SIGINT.</param>
    public void Signal(int number)
    {
        // The runtime has not reaped it yet while it says so, so that the id cannot be another process's.
        if (!OperatingSystem.IsWindows() && !_process.HasExited)
            _ = Kill(Id, number);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
