using System.Diagnostics;

namespace Rondo.JobLoad;

internal static class Phase
{
    /// <summary>Runs a phase, and prints its name, its seconds and its seconds of CPU.</summary>
    internal static async Task MeasureAsync(string name, Func<Task> run)
    {
        using var process = Process.GetCurrentProcess();
        var (began, cpu) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        Console.WriteLine(FormattableString.Invariant($"begin {name}"));
        await run();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.Refresh();
        Console.WriteLine(
            FormattableString.Invariant($"end {name} {seconds:0.0000} {(process.TotalProcessorTime - cpu).TotalSeconds:0.0000}"));
    }
}
