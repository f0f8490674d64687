namespace Rondo.IO;

/// <summary>Signals to the child.</summary>
public sealed partial class ChildProcess
{
    /// <summary>Sends a signal; does nothing on Windows. Harmless when it has ended.</summary>
    /// <param name="number">The platform's number: 15 for SIGTERM, 2 for SIGINT.</param>
    public void Signal(int number)
    {
        if (!OperatingSystem.IsWindows() && IsRunning)
            ProcessTree.Signal(Id, number);
    }

    /// <summary>Gets whether its id is still its own: the runtime has not reaped it while it says so.</summary>
    private bool IsRunning => !HasExited && !_process.HasExited;
}
