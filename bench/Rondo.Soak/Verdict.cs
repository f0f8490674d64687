namespace Rondo.Soak;

/// <summary>Whether the last sample is where the first one after the warm-up was.</summary>
internal static class Verdict
{
    /// <summary>Tasks and connections end exactly where they were: at rest there is nothing that could make them differ.</summary>
    internal static IEnumerable<string> Of(string driver, Sample first, Sample last)
    {
        if (last.Tasks != first.Tasks)
            yield return $"{driver}: {first.Tasks} tasks after the warm-up, {last.Tasks} at the end: tasks leak.";
        if (last.Connections != first.Connections)
            yield return $"{driver}: {first.Connections} connections after the warm-up, {last.Connections} at the "
                + "end, with no client left: connections leak.";

        // The runtime opens a few late: an event per thread that first waits, a library that is loaded late. A leak is of the
        // order of the exchanges.
        if (last.Descriptors > first.Descriptors + 8)
            yield return $"{driver}: {first.Descriptors} descriptors after the warm-up, {last.Descriptors} at the "
                + "end: descriptors leak. See /proc/PID/fd.";

        // Pools keep what a peak needed, and the peak may come late; 2 MB are 20 bytes for each of 100,000 exchanges.
        if (last.Heap > (first.Heap * 1.1) + 2_000_000)
            yield return $"{driver}: {first.Heap / 1e6:F1} MB in use after the warm-up, {last.Heap / 1e6:F1} MB at "
                + "the end: objects leak. dotnet-gcdump tells which.";

        // Resident memory also holds code that is compiled late, fragments and what the collector has not given back.
        if (last.Resident > (first.Resident * 1.25) + 32_000_000)
            yield return $"{driver}: {first.Resident / 1e6:F0} MB resident after the warm-up, "
                + $"{last.Resident / 1e6:F0} MB at the end, and only {last.Heap / 1e6:F0} MB of it are objects: native memory leaks.";
    }
}
