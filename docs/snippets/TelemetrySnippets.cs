using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Rondo.OpenTelemetry;

namespace Rondo.Docs.Tests.Snippets;

/// <summary>docs/guide/telemetry.md.</summary>
public static class TelemetrySnippets
{
    [Fact]
    public static async Task Callbacks_turn_traces_and_metrics_on()
    {
        var builder = RondoApp.CreateBuilder([]);
        AddWithOptions(builder);
        Add(builder);
        await using var app = builder.Build();
        Assert.NotNull(app.Services.GetService<TracerProvider>());
        Assert.NotNull(app.Services.GetService<MeterProvider>());
    }

    private static void Add(RondoAppBuilder builder)
    {
        // begin telemetry
        builder.AddTelemetry();
        // end telemetry
    }

    private static void AddWithOptions(RondoAppBuilder builder)
    {
        // begin telemetry-options
        builder.AddTelemetry(options =>
        {
            options.ConfigureTracing = traces => traces.AddSource("Shop").SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(0.1)));
            options.ConfigureMetrics = metrics => metrics.AddMeter("Shop");
            options.ConfigureResource = resource => resource.AddAttributes([new("deployment.environment.name", "staging")]);
        });
        // end telemetry-options
    }
}
