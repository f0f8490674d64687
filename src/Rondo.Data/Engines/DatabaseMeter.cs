using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Rondo.Data.Engines;

/// <summary>The connections of open databases as instruments, which are read when metrics are collected.</summary>
internal static class DatabaseMeter
{
    private static readonly Meter s_meter = new("Rondo.Data");
    private static readonly ConcurrentDictionary<Engine, byte> s_engines = new();

    static DatabaseMeter()
    {
        s_meter.CreateObservableUpDownCounter(
            "rondo.database.connections.busy", static () => Read(static database => database.Busy), "{connection}",
            "Connections that a statement or a transaction uses.");
        s_meter.CreateObservableUpDownCounter(
            "rondo.database.connections.waiting", static () => Read(static database => database.Waiting), "{caller}",
            "Callers that wait for a connection.");
    }

    internal static void Add(Engine engine) => s_engines.TryAdd(engine, 0);

    internal static void Remove(Engine engine) => s_engines.TryRemove(engine, out _);

    private static IEnumerable<Measurement<int>> Read(Func<DatabaseStatistics, int> read) => s_engines.Keys.Select(
        engine => new Measurement<int>(read(engine.GetStatistics()), new KeyValuePair<string, object?>("db.namespace", engine.Name)));
}
