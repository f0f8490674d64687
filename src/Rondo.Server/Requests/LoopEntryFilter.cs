using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.Server.Loops;

namespace Rondo.Server.Requests;

/// <summary>Puts the entry to the loop in front of the whole pipeline.</summary>
internal sealed class LoopEntryFilter(LoopPool pool, IOptions<RondoServerOptions> options, ILoggerFactory loggers) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var hasTimeouts = HasTimeouts(app.ApplicationServices);
        app.Use(rest => new LoopEntry(rest, pool, options.Value, GuardedLogger.Create(loggers), hasTimeouts).InvokeAsync);
        next(app);
    };

    /// <summary>
    /// Whether AddRequestTimeouts was called, as far as can be told: requests of apps that did not save a look at their features.
    /// </summary>
    private static bool HasTimeouts(IServiceProvider services) =>
        Type.GetType("Microsoft.AspNetCore.Http.Timeouts.ICancellationTokenLinker, Microsoft.AspNetCore.Http") is not { } linker
        || services.GetService<IServiceProviderIsService>()?.IsService(linker) != false;
}
