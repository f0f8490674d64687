using System.Diagnostics.Metrics;

namespace Rondo.Diagnostics;

/// <summary>The figures of the loops as instruments that are read when somebody asks, so that a loop does nothing for them.</summary>
internal static class LoopMeter
{
    private static readonly Meter s_meter = new("Rondo");

    /// <summary>Creates the instruments, once for the process.</summary>
    internal static void Publish()
    {
        s_meter.CreateObservableCounter(
            "rondo.loop.steps", () => Read(static loop => loop.Statistics.Steps), "{step}",
            "Steps run: each resumes one task until its next await.");
        s_meter.CreateObservableCounter(
            "rondo.loop.stalls", () => Read(static loop => loop.Statistics.Stalls), "{stall}",
            "Steps that held the loop for longer than the threshold.");
        s_meter.CreateObservableUpDownCounter(
            "rondo.loop.ready", () => Read(static loop => loop.Statistics.Ready), "{step}",
            "Steps that are ready to run.");
        s_meter.CreateObservableUpDownCounter(
            "rondo.loop.tasks", () => Read(static loop => loop.Statistics.Tasks), "{task}",
            "Tasks of groups, and requests, that have begun and not ended.");
        s_meter.CreateObservableUpDownCounter(
            "rondo.loop.timers", () => Read(static loop => loop.Statistics.Timers), "{timer}",
            "Sleeps, deadlines and timers that are armed.");
        s_meter.CreateObservableUpDownCounter(
            "rondo.loop.operations", () => Read(static loop => loop.Statistics.Outstanding), "{operation}",
            "I/O operations in flight.");
        s_meter.CreateObservableGauge(
            "rondo.loop.lag", () => Read(static loop => loop.Lag.Read().TotalSeconds), "s",
            "The time that a post waited for its turn on the loop.");
    }

    private static IEnumerable<Measurement<T>> Read<T>(Func<IObservedLoop, T> read)
        where T : struct => StallWatchdog.Loops.Select(loop => Measure(loop, read(loop)));

    /// <summary>Tags a value with its loop.</summary>
    internal static Measurement<T> Measure<T>(IObservedLoop loop, T value)
        where T : struct => new(
            value,
            new KeyValuePair<string, object?>("rondo.loop.name", loop.Name),
            new KeyValuePair<string, object?>("rondo.loop.id", loop.Id));
}
