using System.Security.Cryptography.X509Certificates;
using Kitchen.Basics;
using Kitchen.Errors;
using Kitchen.Upstream;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo;
using Rondo.Server;

namespace Kitchen;

/// <summary>Puts the program together.</summary>
public static class KitchenApp
{
    /// <summary>Serves until SIGTERM or Ctrl+C, then drains.</summary>
    public static async Task<int> RunAsync(KitchenOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        await using var app = Build(options);
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync($"Kitchen cannot listen on {options.Urls}: {exception.Message}");
            return 1;
        }

        Announce(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Builds the app, not yet started.</summary>
    public static WebApplication Build(KitchenOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Yarp", LogLevel.Warning);
        builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.Certificate is not null)
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = X509CertificateLoader.LoadPkcs12FromFile(options.Certificate.FullName, null));
        });
        if (options.Server == ServerChoice.Rondo)
            builder.WebHost.UseRondo(Configure);
        else
            builder.WebHost.UseRondoLoops(Configure);
        builder.Services.AddSingleton(options);
        builder.Services.AddProblems();
        builder.Services.AddUpstream();
        var app = builder.Build();
        app.UseProblems();
        app.MapIndex();
        app.MapHello();
        app.MapHealth();
        app.MapEcho();
        app.MapSleep();
        app.MapUpstream();
        return app;

        void Configure(RondoServerOptions server)
        {
            server.Loops = options.Loops;
            server.Loop = new EventLoopOptions { Driver = options.Driver };
        }
    }

    private static void Announce(WebApplication app)
    {
        var loops = app.Services.GetRequiredService<ServerLoops>().Loops;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        foreach (var address in addresses)
            Console.WriteLine($"Kitchen serves {address}");
        Console.WriteLine($"  loops   {loops.Count}");
        Console.WriteLine($"  driver  {loops[0].DriverName}: {loops[0].DriverReason}");
        Console.WriteLine("  Ctrl+C drains and stops.");
    }
}
