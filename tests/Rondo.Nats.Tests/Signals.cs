using System.Diagnostics;

namespace Rondo.Nats.Tests;

/// <summary>Signals to processes.</summary>
internal static class Signals
{
    internal static void Send(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
