using Microsoft.Extensions.DependencyInjection;
using Rondo.Api;
using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>Connects an app to NATS.</summary>
public static class NatsBuilderExtensions
{
    private const string Setting = "NATS_URL";

    /// <summary>
    /// Makes the app's <see cref="Topics"/> and <see cref="Presence"/> reach all processes that are connected to the server.
    /// </summary>
    /// <param name="builder">The app's builder.</param>
    /// <param name="url">
    /// <c>nats://host:4222</c>, with <c>user:password@</c> or <c>token@</c> before the host; <c>tls://</c> for TLS; several servers of a
    /// cluster, separated by commas. Default: the setting <c>NATS_URL</c> of the environment, a settings file or the command line.
    /// </param>
    /// <param name="options">Options; default: as documented.</param>
    /// <exception cref="FormatException">The URL is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no URL.</exception>
    /// <remarks>The app connects before it listens, and does not start if that fails. A connection that is lost later heals.</remarks>
    public static RondoAppBuilder UseNats(this RondoAppBuilder builder, string? url = null, NatsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        options ??= new NatsOptions();
        options.Validate();
        url ??= builder.Configuration[Setting] ?? throw new InvalidOperationException(
            $"The app uses NATS, and the setting {Setting} is missing. Set it in the environment: {Setting}=nats://localhost:4222.");
        var servers = new NatsServers(url); // throws here, where the URL was given
        builder.Services.AddSingleton(provider => ActivatorUtilities.CreateInstance<NatsBroker>(provider, servers, options));
        builder.Services.AddSingleton<ITopicBroker>(static provider => provider.GetRequiredService<NatsBroker>());
        builder.Services.AddHostedService<NatsStart>();
        return builder;
    }
}
