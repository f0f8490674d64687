using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rondo.Api;
using Rondo.Data.Engines;
using Rondo.Data.Hosting;
using Rondo.Data.Rows;

namespace Rondo.Data;

/// <summary>Adds databases to an app.</summary>
public static class DatabaseBuilderExtensions
{
    private const string Setting = "DATABASE_URL";

    /// <summary>
    /// Adds the app's database: a handler that has a parameter of type <see cref="Database"/> or <see cref="Transaction"/> receives it.
    /// </summary>
    /// <param name="builder">The app's builder.</param>
    /// <param name="url">The URL; default: the setting <c>DATABASE_URL</c> of the environment, a settings file or the command line.</param>
    /// <exception cref="FormatException">A part of the URL is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no URL.</exception>
    /// <remarks>
    /// The app opens a connection before it listens, and does not start if that fails. JSON in columns has the contract of the
    /// app's responses.
    /// </remarks>
    public static RondoAppBuilder AddDatabase(this RondoAppBuilder builder, string? url = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        url ??= builder.Configuration[Setting] ?? throw new InvalidOperationException(
            $"The app needs a database, and the setting {Setting} is missing. Set it in the environment: "
                + $"{Setting}=sqlite:///app.db or postgres://user:password@host/name.");
        builder.Services.AddRondoDatabase(url);
        return builder;
    }

    /// <summary>Adds a database to the services of any app with a host.</summary>
    /// <param name="services">The services.</param>
    /// <param name="url">The URL.</param>
    /// <exception cref="FormatException">A part of the URL is wrong.</exception>
    public static IServiceCollection AddRondoDatabase(this IServiceCollection services, string url)
    {
        ArgumentNullException.ThrowIfNull(services);
        var engine = EngineFactory.Create(url); // throws here, where the URL was given
        services.AddSingleton(provider =>
        {
            engine.Json = provider.GetService<IOptions<JsonOptions>>()?.Value.SerializerOptions ?? JsonDefaults.Options;
            return Database.Of(engine);
        });
        services.AddHostedService<DatabaseStart>();
        return services;
    }
}
