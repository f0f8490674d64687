using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Rondo.Server;

namespace Rondo.Web.Tests.Server;

/// <summary>One app on either server: Rondo's, or stock Kestrel whose requests go to the loops.</summary>
internal sealed class AnyServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AnyServer(WebApplication app) => _app = app;

    internal IServiceProvider Services => _app.Services;

    internal Uri Address => new(Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    internal IPEndPoint EndPoint => IPEndPoint.Parse(Address.Authority);

    internal static async Task<AnyServer> StartAsync(bool onKestrel, Action<WebApplication> map, Action<ListenOptions>? listen = null, Action<WebApplicationBuilder>? build = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen ?? (static _ => { })));
        Action<RondoServerOptions> configure = static options =>
        {
            options.Loops = 1;
            options.Loop = new EventLoopOptions { StallThreshold = Timeout.InfiniteTimeSpan, GracePeriod = TimeSpan.FromSeconds(1), HardDeadline = TimeSpan.FromSeconds(1) };
        };
        if (onKestrel)
            builder.WebHost.UseRondoLoops(configure);
        else
            builder.WebHost.UseRondo(configure);
        build?.Invoke(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new AnyServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token);
        await _app.DisposeAsync();
    }
}
