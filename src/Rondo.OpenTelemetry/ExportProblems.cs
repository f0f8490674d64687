using System.Diagnostics.Tracing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Rondo.OpenTelemetry;

/// <summary>Logs the first failure of the exporters, which tell an event source alone, so that a wrong endpoint is seen.</summary>
/// <remarks>The first one only: each signal fails again every few seconds for as long as the receiver is away.</remarks>
internal sealed partial class ExportProblems(ILogger<ExportProblems> logger) : EventListener, IHostedService
{
    private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private int _isReported;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
            EnableEvents(eventSource, EventLevel.Warning);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Failures of an export begin with the endpoint. An exception with its stack follows, whose first line says enough.
        if (eventData.Level > EventLevel.Warning || eventData.Payload is not [string endpoint, var failure, ..]
            || !Uri.TryCreate(endpoint, UriKind.Absolute, out _) || Interlocked.Exchange(ref _isReported, 1) != 0)
            return;
        LogProblem(logger, endpoint, $"{failure}".Split('\n')[0].Trim());
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Telemetry is not exported: {Endpoint} failed with '{Reason}'. "
            + "Start the receiver or correct OTEL_EXPORTER_OTLP_ENDPOINT. Later failures are not logged.")]
    private static partial void LogProblem(ILogger logger, string endpoint, string reason);
}
