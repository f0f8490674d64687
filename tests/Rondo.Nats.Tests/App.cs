using Microsoft.Extensions.Logging;

namespace Rondo.Nats.Tests;

/// <summary>Apps without endpoints, whose topics a test uses.</summary>
internal static class App
{
    internal static RondoApp Create(Action<RondoAppBuilder>? configure = null) => RondoApp.Create([], builder =>
    {
        builder.Logging.ClearProviders();
        configure?.Invoke(builder);
    });
}
