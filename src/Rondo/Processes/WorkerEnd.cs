namespace Rondo.Processes;

/// <summary>The end of a worker process.</summary>
/// <param name="ExitCode">The exit code; 128 + N for signal N.</param>
/// <param name="Output">Its last lines.</param>
internal sealed record WorkerEnd(int ExitCode, string[] Output)
{
    internal int? Signal => ExitCode is > 128 and <= 192 ? ExitCode - 128 : null;

    /// <summary>Says what happened, as the end of a sentence.</summary>
    internal string Text => Signal is { } signal ? $"was killed by signal {signal}{Name(signal)}" : $"exited with code {ExitCode}";

    /// <summary>Returns the last lines as a further sentence.</summary>
    internal string OutputText => Output.Length == 0 ? "" : $" Its last output:\n{string.Join('\n', Output)}";

    private static string Name(int signal) => signal switch
    {
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        _ => "",
    };
}
