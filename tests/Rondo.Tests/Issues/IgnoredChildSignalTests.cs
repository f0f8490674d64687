using Rondo.IO;
using Rondo.Tests.IO;

namespace Rondo.Tests.Issues;

/// <summary>
/// A program that was started with SIGCHLD ignored waited for its children without end: the kernel drops their exit codes, and the runtime
/// leaves an ignored signal as it is.
/// </summary>
[Collection(ForkingTests.Name)]
public class IgnoredChildSignalTests
{
    private const string Launch = "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execvp(sys.argv[1], sys.argv[1:])";

    /// <summary>Runs a test of exit codes in a process that inherits the signal as ignored.</summary>
    [LoopFact]
    public async Task Exit_codes_arrive_although_the_signal_was_inherited_as_ignored()
    {
        var inner = $"{typeof(ChildProcessTests).FullName}.{nameof(ChildProcessTests.The_exit_code_and_standard_error_are_told)}";
        var result = await CancelScope.FailAfter(TimeSpan.FromSeconds(50), () => ChildProcess.RunAsync(
            "python3",
            ["-c", Launch, "dotnet", typeof(ChildProcessTests).Assembly.Location, "-method", inner],
            new ChildProcessOptions { Environment = new Dictionary<string, string?> { ["RONDO_DRIVER"] = null } }));
        Assert.True(result.ExitCode == 0 && result.Output.Contains("Failed: 0", StringComparison.Ordinal), result.Output);
    }
}
