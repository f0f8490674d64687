using Rondo.Processes;

namespace Rondo;

/// <summary>The worker process ended while it ran the call: it crashed, exited, or was killed. Other calls are not affected.</summary>
/// <remarks>The function may have had effects. Call it again only if that is harmless.</remarks>
public sealed class WorkerCrashedException : ProcessPoolException
{
    internal WorkerCrashedException(string message, int processId, WorkerEnd end)
        : base(message)
    {
        ProcessId = processId;
        ExitCode = end.ExitCode;
        Signal = end.Signal;
        Output = end.Output;
    }

    /// <summary>The id of the process that ended.</summary>
    public int ProcessId { get; }

    /// <summary>The exit code; 128 + N when signal N ended the process.</summary>
    public int ExitCode { get; }

    /// <summary>The number of the signal that ended the process: 9 for SIGKILL, 6 after a stack overflow; null if it exited.</summary>
    public int? Signal { get; }

    /// <summary>The last lines that the process wrote to the console: the runtime explains a stack overflow or a failure there.</summary>
    public IReadOnlyList<string> Output { get; }
}
