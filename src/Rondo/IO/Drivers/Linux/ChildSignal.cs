namespace Rondo.IO.Drivers.Linux;

/// <summary>
/// SIGCHLD. A program inherits that it is ignored from the one that started it, and then the kernel drops the exit codes of its
/// children. The
/// runtime leaves an ignored signal alone, and waits for such children without end. So the default is restored, before the runtime looks.
/// </summary>
internal static class ChildSignal
{
    private const int Number = 17;
    private const nint Default = 0;
    private const nint Ignored = 1;

    /// <summary>Does nothing where the signal is not ignored.</summary>
    internal static unsafe void EnsureNotIgnored()
    {
        if (!OperatingSystem.IsLinux())
            return;
        // Safety: larger than struct sigaction, which begins with the handler, in every C library.
        var action = stackalloc nint[64];
        if (Libc.SignalAction(Number, null, action) == 0 && action[0] == Ignored)
            _ = Libc.Signal(Number, Default);
    }
}
