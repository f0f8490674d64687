using System.Globalization;
using System.Runtime;

namespace Rondo;

/// <summary>Tells time that a step has held its thread from time that the machine and the runtime have taken.</summary>
/// <remarks>
/// Cold code is no stall that an app could avoid, nor is a machine with too few cores. The runtime counts compiled methods of the
/// process alone, so that another thread's compilation delays a report; a stall outlasts it.
/// </remarks>
/// <param name="IsKnown">False before the first look at a step.</param>
/// <param name="RunDelay">How long the thread was ready to run, and was not, since its start.</param>
/// <param name="Methods">Methods compiled in the process.</param>
/// <param name="Pauses">Pauses for garbage collection in the process.</param>
internal readonly record struct ThreadUsage(bool IsKnown, TimeSpan RunDelay, long Methods, TimeSpan Pauses)
{
    /// <summary>Reads the counters.</summary>
    internal static ThreadUsage Of(int thread) => new(true, RunDelayOf(thread), JitInfo.GetCompiledMethodCount(), GC.GetTotalPauseDuration());

    /// <summary>Returns the part of the time between two looks that the step itself has taken.</summary>
    internal TimeSpan HeldSince(ThreadUsage before, TimeSpan elapsed)
    {
        // The first look at a step has nothing to compare with: a short step may have been long only by what is excluded here.
        if (!before.IsKnown || Methods != before.Methods)
            return TimeSpan.Zero;
        var held = elapsed - (RunDelay - before.RunDelay) - (Pauses - before.Pauses);
        return held > TimeSpan.Zero ? held : TimeSpan.Zero;
    }

    /// <summary>The second number of schedstat, in nanoseconds; zero where the system does not tell.</summary>
    private static TimeSpan RunDelayOf(int thread)
    {
        if (thread == 0)
            return TimeSpan.Zero;
        try
        {
            var fields = File.ReadAllText($"/proc/self/task/{thread}/schedstat").Split(' ');
            return fields.Length > 1 && long.TryParse(fields[1], CultureInfo.InvariantCulture, out var nanoseconds) ? TimeSpan.FromTicks(nanoseconds / 100) : TimeSpan.Zero;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return TimeSpan.Zero;
        }
    }
}
