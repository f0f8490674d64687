using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Rondo.Processes;

/// <summary>The figures of the pools of the process as instruments, which are read when metrics are collected.</summary>
internal static class ProcessPoolMeter
{
    private static readonly Meter s_meter = new("Rondo");
    private static readonly ConcurrentDictionary<ProcessPool, byte> s_pools = new();

    static ProcessPoolMeter()
    {
        s_meter.CreateObservableUpDownCounter(
            "rondo.process_pool.waiting", static () => s_pools.Keys.Sum(static pool => pool.Statistics.Waiting), "{call}",
            "Calls of process pools that wait for a worker.");
        s_meter.CreateObservableUpDownCounter(
            "rondo.process_pool.workers", ReadWorkers, "{worker}", "Workers of process pools, by their state.");
    }

    internal static void Add(ProcessPool pool) => s_pools.TryAdd(pool, 0);

    internal static void Remove(ProcessPool pool) => s_pools.TryRemove(pool, out _);

    private static IEnumerable<Measurement<int>> ReadWorkers()
    {
        var pools = s_pools.Keys.Select(static pool => pool.Statistics).ToList();
        return
        [
            Measure("idle", pools.Sum(static pool => pool.Idle)),
            Measure("busy", pools.Sum(static pool => pool.Busy)),
            Measure("starting", pools.Sum(static pool => pool.Starting)),
        ];
    }

    private static Measurement<int> Measure(string state, int count) =>
        new(count, new KeyValuePair<string, object?>("rondo.process_pool.state", state));
}
