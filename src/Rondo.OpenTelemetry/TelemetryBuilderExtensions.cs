using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api;

namespace Rondo.OpenTelemetry;

/// <summary>Adds telemetry to an app.</summary>
public static class TelemetryBuilderExtensions
{
    /// <summary>
    /// Adds OpenTelemetry: traces of requests, HTTP clients, statements and jobs, metrics of ASP.NET Core and of the event loops, and logs
    /// with trace ids.
    /// </summary>
    /// <param name="builder">The app's builder.</param>
    /// <param name="configure">Changes the options.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// The standard <c>OTEL_*</c> variables hold, and may stand anywhere in the configuration. A signal is exported by OTLP where
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or its variable of the signal is set. Without an endpoint and a callback nothing is collected.
    /// </remarks>
    public static RondoAppBuilder AddTelemetry(this RondoAppBuilder builder, Action<TelemetryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, builder.Configuration, builder.Environment.ApplicationName, configure);
        return builder;
    }

    /// <inheritdoc cref="AddTelemetry(RondoAppBuilder, Action{TelemetryOptions}?)"/>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, Action<TelemetryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        Add(builder.Services, builder.Configuration, builder.Environment.ApplicationName, configure);
        return builder;
    }

    private static void Add(IServiceCollection services, IConfiguration configuration, string name, Action<TelemetryOptions>? configure)
    {
        var options = new TelemetryOptions();
        configure?.Invoke(options);
        new TelemetrySetup(services, configuration, options, name).Add();
    }
}
