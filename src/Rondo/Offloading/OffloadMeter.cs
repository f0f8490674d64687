using System.Diagnostics.Metrics;

namespace Rondo.Offloading;

/// <summary>Counts the offloaded calls of the process that wait for a token of their limiter, and those that run.</summary>
internal static class OffloadMeter
{
    private static readonly Meter s_meter = new("Rondo");
    private static readonly ObservableUpDownCounter<int> s_waiting = s_meter.CreateObservableUpDownCounter(
        "rondo.offload.waiting", static () => Volatile.Read(ref s_waits), "{call}",
        "Offloaded calls that wait for a token of their limiter.");

    private static readonly ObservableUpDownCounter<int> s_running = s_meter.CreateObservableUpDownCounter(
        "rondo.offload.running", static () => Volatile.Read(ref s_runs), "{call}", "Offloaded calls that run on a worker thread.");

    private static int s_waits;
    private static int s_runs;

    internal static void AddWaiting(int change) => Interlocked.Add(ref s_waits, change);

    internal static void AddRunning(int change) => Interlocked.Add(ref s_runs, change);
}
