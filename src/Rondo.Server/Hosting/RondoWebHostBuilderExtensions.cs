using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Rondo.Server;
using Rondo.Server.Hosting;
using Rondo.Server.Http1;
using Rondo.Server.InProcess;
using Rondo.Server.Loops;
using Rondo.Server.Requests;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Serving an ASP.NET Core app from event loops.</summary>
public static class RondoWebHostBuilderExtensions
{
    /// <summary>
    /// Serves the app from Rondo's event loops. Endpoints, TLS, HTTP/2 and limits stay configured as Kestrel's; each request's
    /// handlers run on its connection's loop, in a scope that ends with the request.
    /// </summary>
    /// <param name="builder">The web host's builder: <c>builder.WebHost</c>.</param>
    /// <param name="configure">Loops, driver, deadline.</param>
    public static IWebHostBuilder UseRondo(this IWebHostBuilder builder, Action<RondoServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.UseRondoLoops(configure).ConfigureServices(services =>
        {
            if (services.Any(service => service.ImplementationType == typeof(RondoTransportFactory)))
                return;
            if (!services.Any(service => service.ServiceType == typeof(IServer)))
                builder.UseKestrelCore();
            services.AddSingleton<IConnectionListenerFactory, RondoTransportFactory>();
            services.AddSingleton<Http1Binding>();
            services.AddSingleton<Http1Metrics>();
            services.AddSingleton<Http1Server>();
            services.AddSingleton<IPostConfigureOptions<KestrelServerOptions>, Http1Endpoints>();
            if (services.Last(static service => service.ServiceType == typeof(IServer)) is { ImplementationType: { } kestrel }
                && kestrel.Assembly == typeof(KestrelServer).Assembly)
                services.AddSingleton<IServer>(
                    provider => new RondoServer(
                        (IServer)ActivatorUtilities.CreateInstance(provider, kestrel),
                        provider.GetRequiredService<Http1Server>(), provider.GetRequiredService<IHostApplicationLifetime>()));
        });
    }

    /// <summary>
    /// Runs the app's handlers on event loops under whichever server accepts the connections (stock Kestrel, a test server):
    /// each request is given a loop for its life. <see cref="UseRondo"/> is faster, since there the connection has one.
    /// </summary>
    /// <param name="builder">The web host's builder: <c>builder.WebHost</c>.</param>
    /// <param name="configure">Loops, driver, deadline.</param>
    public static IWebHostBuilder UseRondoLoops(this IWebHostBuilder builder, Action<RondoServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.ConfigureServices(services =>
        {
            if (configure is not null)
                services.Configure(configure);
            if (services.Any(service => service.ServiceType == typeof(LoopPool)))
                return;
            services.AddMetrics();
            services.AddSingleton<LentLoop>();
            services.AddSingleton<InProcessServer>();
            services.AddSingleton<LoopPool>();
            services.AddSingleton<BodyBudget>();
            services.AddHostedService<StopReports>();
            // Hosted services stop in reverse order: reports begin when the delay is over.
            services.AddSingleton<DrainDelay>();
            services.AddHostedService(static provider => provider.GetRequiredService<DrainDelay>());
            services.AddOptions<HostOptions>().PostConfigure<IOptions<RondoServerOptions>>(
                static (host, server) => host.ShutdownTimeout += server.Value.DrainDelay);
            services.AddSingleton<ServerLoops>(static provider => provider.GetRequiredService<LoopPool>());
            // First, so that it wraps every other filter's middleware: all of it runs on the loop.
            services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, LoopEntryFilter>());
            services.Replace(ServiceDescriptor.Singleton<TimeProvider, AmbientTimeProvider>());
        });
    }
}
