using System.Globalization;
using System.Runtime;

namespace Rondo.Diagnostics;

/// <summary>Tells time that a step has held its thread from time that the machine and the runtime have taken.</summary>
/// <remarks>
/// Cold code is no stall that an app could avoid, nor is a machine with too few cores. The runtime counts compiled methods of the
/// process alone, so that another thread's compilation delays a report; a stall outlasts it.
/// </remarks>
/// <param name="IsKnown">False before the first look at a step.</param>
/// <param name="RunDelay">How long the thread was ready to run, and was not, since its start. The kernel adds a wait when it is
/// over.</param>
/// <param name="RunTime">How long the thread has run since its start; zero where the system does not tell.</param>
/// <param name="IsReady">Whether the thread runs, or is ready to.</param>
/// <param name="Methods">Methods compiled in the process.</param>
/// <param name="Pauses">Pauses for garbage collection in the process.</param>
internal readonly record struct ThreadUsage(
    bool IsKnown, TimeSpan RunDelay, long Methods, TimeSpan Pauses, TimeSpan RunTime = default, bool IsReady = false)
{
    /// <summary>Reads the counters.</summary>
    internal static ThreadUsage Of(int thread)
    {
        var (ran, delay) = Read(thread);
        return new(true, delay, JitInfo.GetCompiledMethodCount(), GC.GetTotalPauseDuration(), ran,
            ran > TimeSpan.Zero && IsReadyNow(thread));
    }

    /// <summary>Returns the part of the time between two looks that the step itself has taken.</summary>
    internal TimeSpan HeldSince(ThreadUsage before, TimeSpan elapsed)
    {
        // The first look at a step has nothing to compare with: a short step may have been long only by what is excluded here.
        if (!before.IsKnown || Methods != before.Methods)
            return TimeSpan.Zero;
        var held = elapsed - (RunDelay - before.RunDelay) - (Pauses - before.Pauses);
        // A thread that waits for a processor at this moment has held nothing but what it ran.
        if (IsReady && held > RunTime - before.RunTime)
            held = RunTime - before.RunTime;
        return held > TimeSpan.Zero ? held : TimeSpan.Zero;
    }

    /// <summary>
    /// The first two numbers of schedstat, in nanoseconds: time on a processor, and time ready for one. Zero where the system
    /// does not tell.
    /// </summary>
    private static (TimeSpan Ran, TimeSpan Delay) Read(int thread)
    {
        var fields = Text(thread, "schedstat").Split(' ');
        return fields.Length > 1 && long.TryParse(fields[0], CultureInfo.InvariantCulture, out var ran)
            && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var delay)
            ? (TimeSpan.FromTicks(ran / 100), TimeSpan.FromTicks(delay / 100))
            : default;
    }

    /// <summary>The state in stat follows the name, which is in parentheses and may have some itself.</summary>
    private static bool IsReadyNow(int thread)
    {
        var stat = Text(thread, "stat");
        return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart().StartsWith("R");
    }

    private static string Text(int thread, string file)
    {
        if (thread == 0)
            return "";
        try
        {
            return File.ReadAllText($"/proc/self/task/{thread}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
