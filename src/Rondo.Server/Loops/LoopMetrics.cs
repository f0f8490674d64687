using System.Diagnostics.Metrics;
using Rondo.Diagnostics;

namespace Rondo.Server.Loops;

/// <summary>The connections and requests of each loop. Kestrel's own instruments count those of the whole server.</summary>
internal static class LoopMetrics
{
    internal static void Publish(IMeterFactory meters, LoopSlot[] slots)
    {
        var meter = meters.Create("Rondo.Server");
        meter.CreateObservableUpDownCounter(
            "rondo.server.connections", () => Read(slots, static slot => slot.Connections), "{connection}",
            "Open connections of a loop.");
        meter.CreateObservableCounter(
            "rondo.server.requests", () => Read(slots, static slot => slot.Requests), "{request}",
            "Requests that a loop has begun.");
    }

    private static IEnumerable<Measurement<T>> Read<T>(LoopSlot[] slots, Func<LoopSlot, T> read)
        where T : struct => slots.Select(slot => LoopMeter.Measure(slot.Loop, read(slot)));
}
