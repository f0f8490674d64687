using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rondo.Api.Hosting;
using Rondo.Api.Starting;
using Rondo.Server;

namespace Rondo.Api;

/// <summary>Sets up an app before it is built.</summary>
public sealed class RondoAppBuilder
{
    private readonly WebApplicationBuilder _builder;
    private SecurityBuilder? _security;
    private bool _usesKestrel;

    internal RondoAppBuilder(WebApplicationBuilder builder)
    {
        _builder = builder;
        builder.WebHost.UseRondoLoops();
        builder.Services.AddRondoApi();
        StartErrors.Watch(builder.Services, builder.Configuration);
        QuietLoggers.AddDefaults(builder.Services, builder.Environment.IsDevelopment());
    }

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => _builder.Services;

    /// <summary>The app's configuration.</summary>
    public ConfigurationManager Configuration => _builder.Configuration;

    /// <summary>The app's name, its folders and whether it is in development.</summary>
    public IWebHostEnvironment Environment => _builder.Environment;

    /// <summary>Logging.</summary>
    public ILoggingBuilder Logging => _builder.Logging;

    /// <summary>Kestrel's endpoints and limits, certificates.</summary>
    public ConfigureWebHostBuilder WebHost => _builder.WebHost;

    /// <summary>The host.</summary>
    public ConfigureHostBuilder Host => _builder.Host;

    /// <summary>
    /// How callers say who they are. Schemes that are added here are authentication in ASP.NET's sense, in place in front of the
    /// handlers, and shown in the docs.
    /// </summary>
    public SecurityBuilder Security => _security ??= new SecurityBuilder(Services);

    /// <summary>Sets up loops, driver, request deadline.</summary>
    /// <param name="configure">Changes the options.</param>
    public RondoAppBuilder Server(Action<RondoServerOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>
    /// Serves the app from ASP.NET's own server instead of Rondo's: Kestrel accepts the connections and speaks HTTP, and each
    /// request is given a loop for
    /// its handlers. Slower; for comparisons, and for what Rondo's server does not offer.
    /// </summary>
    /// <remarks>The setting <c>Rondo:UseKestrel</c> does the same, so that you can compare without a change of code.</remarks>
    public RondoAppBuilder UseKestrel()
    {
        _usesKestrel = true;
        return this;
    }

    /// <summary>Sets up the docs: title, description, where they stand, or that they do not.</summary>
    /// <param name="configure">Changes the options.</param>
    public RondoAppBuilder Docs(Action<DocsOptions> configure)
    {
        Services.Configure(configure);
        return this;
    }

    /// <summary>Builds the app. Where callers may be known by a cookie, it has the services for antiforgery tokens.</summary>
    public RondoApp Build()
    {
        if (Services.Any(
            static service => service.ServiceType == typeof(IAuthenticationService) || service.ServiceType == typeof(ISessionStore)))
            Services.AddAntiforgery();
        if (!_usesKestrel && !string.Equals(Configuration["Rondo:UseKestrel"], "true", StringComparison.OrdinalIgnoreCase))
            _builder.WebHost.UseRondo();
        QuietLoggers.Install(Services);
        return new RondoApp(_builder.Build());
    }
}
