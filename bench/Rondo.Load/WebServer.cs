using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Rondo.OpenTelemetry;

namespace Rondo.Load;

/// <summary>The same ASP.NET app on stock Kestrel and on Rondo.</summary>
internal static class WebServer
{
    internal static void Run(LoadArguments arguments)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        // Whoever measures wants no log; whoever looks for defects asks for it.
        if (Enum.TryParse<LogLevel>(Environment.GetEnvironmentVariable("RONDO_LOAD_LOG"), ignoreCase: true, out var level))
            builder.Logging.SetMinimumLevel(level).AddFilter(null, level).AddSimpleConsole(static console => console.SingleLine = true);
        if (arguments.Server == "rondo")
            builder.WebHost.UseRondo(arguments.Apply);
        else if (arguments.Server == "kestrel-inline")
            builder.Services.Configure<SocketTransportOptions>(static sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments.Port}");
        if (arguments.Server == "kestrel-attacked")
            builder.Services.AddChecks(); // it wraps every endpoint, which costs an idle WebSocket 1.2 to 1.7 KB
        builder.AddTelemetry(); // nothing without an endpoint
        var app = builder.Build();
        app.UseWebSockets();
        app.MapGet("/json", static () => new Answer("Hello, World!"));
        app.MapGet("/plaintext", static () => "Hello, World!");
        app.MapGet("/echo/{id}", static (int id, string? q) => new EchoAnswer(id, q));
        app.MapPost("/items", static (Order item) => new Answer(item.Name));
        app.MapSockets();
        if (arguments.Server == "kestrel-attacked")
            app.MapAttacked();
        app.MapMixed();
        app.MapFiles();
        app.MapCompute();
        Announce(app, app);
        app.Run();
    }

    /// <summary>The one call that ASP.NET's generator takes: with a second one it makes the same file twice.</summary>
    internal static void AddChecks(this IServiceCollection services) => services.AddValidation();

    /// <summary>Says where it serves, for who started it on any free port.</summary>
    internal static void Announce(IApplicationBuilder app, IHost host) =>
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(
        () => Console.WriteLine($"Rondo.Load serves {app.ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.First()}"));
}
