using System.Net;
using Rondo.Http;
using Rondo.Sync;
using Yarp.ReverseProxy.Forwarder;

namespace Rondo.Load;

/// <summary>YARP's forwarder in front of one upstream server: on Rondo's server and client, and on Kestrel with SocketsHttpHandler as YARP
/// sets it up.</summary>
internal static class Gateways
{
    private static readonly string s_upstream = Environment.GetEnvironmentVariable("RONDO_LOAD_UPSTREAM") ?? "http://127.0.0.1:8000";

    internal static void RunRondo(LoadArguments arguments)
    {
        var builder = Create(arguments);
        builder.WebHost.UseRondo(arguments.Apply);
        var invokers = new LoopLocal<HttpMessageInvoker>(static () =>
            new HttpMessageInvoker(Configure(LoopHttpHandler.Create(EventLoop.Current))));
        Run(builder, () => invokers.Value);
    }

    internal static void RunKestrel(LoadArguments arguments)
    {
        var invoker = new HttpMessageInvoker(Configure(new SocketsHttpHandler()));
        Run(Create(arguments), () => invoker);
    }

    private static WebApplicationBuilder Create(LoadArguments arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        builder.Services.AddHttpForwarder();
        return builder;
    }

    private static void Run(WebApplicationBuilder builder, Func<HttpMessageInvoker> invoker)
    {
        var app = builder.Build();
        app.Map("/{**path}", async (HttpContext http, IHttpForwarder forwarder) =>
        {
            await forwarder.SendAsync(http, s_upstream, invoker(), ForwarderRequestConfig.Empty);
        });
        WebServer.Announce(app, app);
        app.Run();
    }

    private static SocketsHttpHandler Configure(SocketsHttpHandler handler)
    {
        (handler.UseProxy, handler.AllowAutoRedirect, handler.UseCookies) = (false, false, false);
        (handler.AutomaticDecompression, handler.EnableMultipleHttp2Connections) = (DecompressionMethods.None, true);
        (handler.ActivityHeadersPropagator, handler.ConnectTimeout) = (null, TimeSpan.FromSeconds(15));
        return handler;
    }
}
