using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Rondo.OpenTelemetry;

/// <summary>Registers the providers of the signals that are exported.</summary>
/// <remarks>A signal that is not exported gets no provider: its activities and measurements would cost time for nothing.</remarks>
internal sealed class TelemetrySetup(
    IServiceCollection services, IConfiguration configuration, TelemetryOptions options, string applicationName)
{
    private static readonly string[] s_sources = ["Rondo.Api", "Rondo.Api.Topics", "Rondo.Data", "Rondo.Jobs", "Npgsql"];

    private static readonly string[] s_meters =
    [
        "Rondo", "Rondo.Server", "Rondo.Data", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.Diagnostics", "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.HeaderParsing",
        "System.Net.Http", "System.Net.NameResolution", "System.Runtime", "Npgsql",
    ];

    internal void Add()
    {
        var (traces, metrics, logs) = (IsExported("TRACES"), IsExported("METRICS"), IsExported("LOGS"));
        OpenTelemetryBuilder? telemetry = null;
        if (traces || metrics || logs)
            services.AddHostedService<ExportProblems>();
        if (traces || options.ConfigureTracing is not null)
            Telemetry().WithTracing(builder => AddTraces(builder, traces));
        if (metrics || options.ConfigureMetrics is not null)
            Telemetry().WithMetrics(builder => AddMetrics(builder, metrics));
        if (logs || options.ConfigureLogging is not null)
        {
            Telemetry().WithLogging(
                builder => AddLogs(builder, logs),
                static log => (log.IncludeFormattedMessage, log.IncludeScopes) = (true, true));
        }

        OpenTelemetryBuilder Telemetry() => telemetry ??= services.AddOpenTelemetry().ConfigureResource(AddResource);
    }

    private void AddTraces(TracerProviderBuilder builder, bool isExported)
    {
        builder.AddSource(s_sources).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation();
        if (isExported)
            builder.AddOtlpExporter();
        options.ConfigureTracing?.Invoke(builder);
    }

    private void AddMetrics(MeterProviderBuilder builder, bool isExported)
    {
        builder.AddMeter(s_meters);
        if (isExported)
            builder.AddOtlpExporter();
        options.ConfigureMetrics?.Invoke(builder);
    }

    private void AddLogs(LoggerProviderBuilder builder, bool isExported)
    {
        if (isExported)
            builder.AddOtlpExporter();
        options.ConfigureLogging?.Invoke(builder);
    }

    /// <summary>Names the service after the app, unless a variable names it.</summary>
    private void AddResource(ResourceBuilder resource)
    {
        var isNamed = !string.IsNullOrWhiteSpace(configuration["OTEL_SERVICE_NAME"])
            || configuration["OTEL_RESOURCE_ATTRIBUTES"]?.Contains("service.name=", StringComparison.Ordinal) == true;
        if (!isNamed)
            resource.AddAttributes([new("service.name", applicationName)]);
        options.ConfigureResource?.Invoke(resource);
    }

    private bool IsExported(string signal) =>
        !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase)
        && (HasValue("OTEL_EXPORTER_OTLP_ENDPOINT") || HasValue($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

    private bool HasValue(string variable) => !string.IsNullOrWhiteSpace(configuration[variable]);
}
