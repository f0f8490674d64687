using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Server;

namespace Rondo.Web.Tests.Differential;

/// <summary>The app that both servers run: plain middleware, a handler per path.</summary>
internal static class DifferentialApp
{
    private static readonly Dictionary<string, RequestDelegate> s_handlers = new(
        [.. EchoHandlers.All, .. ResponseHandlers.All, .. BrokenHandlers.All, .. FeatureHandlers.All, KeyValuePair.Create<string, RequestDelegate>("/probe", ProbeAsync)]);

    internal static WebApplication Build(bool rondo, string? driver = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        if (rondo)
        {
            builder.WebHost.UseRondo(options =>
            {
                options.Loops = 1;
                options.Loop = new EventLoopOptions { Driver = driver, StallThreshold = Timeout.InfiniteTimeSpan, GracePeriod = TimeSpan.FromSeconds(1), HardDeadline = TimeSpan.FromSeconds(1) };
            });
        }

        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(HandleAsync);
        return app;
    }

    internal static IPEndPoint EndPoint(WebApplication app) =>
        IPEndPoint.Parse(new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Authority);

    private static Task HandleAsync(HttpContext context)
    {
        // Tells the client, which reads answers only, that this one has no body.
        if (HttpMethods.IsHead(context.Request.Method))
            context.Response.Headers["X-Head"] = "1";
        return (s_handlers.GetValueOrDefault(context.Request.Path.Value ?? "") ?? EchoHandlers.EchoAsync)(context);
    }

    private static Task ProbeAsync(HttpContext context)
    {
        context.Response.ContentLength = 5;
        return context.Response.WriteAsync("probe");
    }
}
