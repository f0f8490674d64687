using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Rondo.OpenTelemetry;

/// <summary>Options of telemetry: additions to the default instrumentation and exporters.</summary>
/// <remarks>A callback turns its signal on, even where no OTLP endpoint is configured.</remarks>
public sealed class TelemetryOptions
{
    /// <summary>Adds attributes to the resource: the service as backends show it.</summary>
    /// <value>Default: null.</value>
    public Action<ResourceBuilder>? ConfigureResource { get; set; }

    /// <summary>Adds sources, samplers, processors or exporters of traces.</summary>
    /// <value>Default: null.</value>
    public Action<TracerProviderBuilder>? ConfigureTracing { get; set; }

    /// <summary>Adds meters, views or exporters of metrics.</summary>
    /// <value>Default: null.</value>
    public Action<MeterProviderBuilder>? ConfigureMetrics { get; set; }

    /// <summary>Adds processors or exporters of logs.</summary>
    /// <value>Default: null.</value>
    public Action<LoggerProviderBuilder>? ConfigureLogging { get; set; }
}
