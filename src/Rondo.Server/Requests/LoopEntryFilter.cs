using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Rondo.Server.Requests;

/// <summary>Puts the entry to the loop in front of the whole pipeline.</summary>
internal sealed class LoopEntryFilter(LoopPool pool, IOptions<RondoServerOptions> options, ILoggerFactory loggers) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(rest => new LoopEntry(rest, pool, options.Value, GuardedLogger.Create(loggers)).InvokeAsync);
        next(app);
    };
}
