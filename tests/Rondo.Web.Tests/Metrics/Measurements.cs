using System.Diagnostics.Metrics;
using System.Globalization;

namespace Rondo.Web.Tests.Metrics;

/// <summary>What the instruments of one app's meters have recorded, as text that can be compared with another app's.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<string> _recorded = [];

    internal Measurements(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter.Scope, factory) || !instrument.Meter.Name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal))
                return;
            lock (_recorded)
                Instruments.Add($"{instrument.Meter.Name} {instrument.Name} {instrument.GetType().Name} {instrument.Unit}: {instrument.Description}");
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value.ToString(CultureInfo.InvariantCulture), tags));
        // A duration is what it is: that it was recorded, and with what tags, can be compared.
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value >= 0 ? "some" : "negative", tags));
        _listener.Start();
    }

    /// <summary>Name, kind, unit and description of each.</summary>
    internal SortedSet<string> Instruments { get; } = new(StringComparer.Ordinal);

    /// <summary>What an instrument has recorded since the last time.</summary>
    internal string Take(params string[] instruments)
    {
        lock (_recorded)
        {
            var taken = _recorded.Where(line => instruments.Any(name => line.StartsWith($"{name} ", StringComparison.Ordinal))).Order(StringComparer.Ordinal).ToList();
            return string.Join('\n', taken);
        }
    }

    internal int Count(string instrument)
    {
        lock (_recorded)
            return _recorded.Count(line => line.StartsWith($"{instrument} ", StringComparison.Ordinal));
    }

    internal void Clear()
    {
        lock (_recorded)
            _recorded.Clear();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var texts = new List<string>();
        foreach (var (name, tag) in tags)
            // Kestrel's own exception, which is obsolete and which nobody else can make, derives from ASP.NET's.
            texts.Add(name == "server.port" ? "server.port" : $"{name}={tag?.ToString()?.Replace("AspNetCore.Server.Kestrel.Core.Bad", "AspNetCore.Http.Bad", StringComparison.Ordinal)} ({tag?.GetType().Name})");
        texts.Sort(StringComparer.Ordinal);
        lock (_recorded)
            _recorded.Add($"{instrument.Name} {value} {string.Join(", ", texts)}");
    }
}
