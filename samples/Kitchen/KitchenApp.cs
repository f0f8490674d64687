using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kitchen.Basics;
using Kitchen.Chat;
using Kitchen.Cpu;
using Kitchen.Dashboard;
using Kitchen.Files;
using Kitchen.Gateway;
using Kitchen.Items;
using Kitchen.Orders;
using Kitchen.Scraping;
using Kitchen.Site;
using Kitchen.Upstream;
using Kitchen.Users;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rondo.Server;

namespace Kitchen;

/// <summary>Puts the program together.</summary>
public static class KitchenApp
{
    /// <summary>Serves until SIGTERM or Ctrl+C, then drains.</summary>
    public static async Task<int> RunAsync(KitchenOptions options)
    {
        await using var app = Build(options);
        try
        {
            await app.StartAsync();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or DatabaseException or DatabaseUnavailable)
        {
            // An address in use, a database that cannot be opened: the message says it all.
            await Console.Error.WriteLineAsync($"Kitchen cannot start: {exception.Message}");
            return 1;
        }

        Announce(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Builds the app, not yet started.</summary>
    /// <param name="options">The command line's choices.</param>
    /// <param name="configuration">ASP.NET's own settings, as on a command line: <c>--environment=Development</c>.</param>
    public static RondoApp Build(KitchenOptions options, params string[] configuration)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = RondoApp.CreateBuilder(configuration);
        builder.Logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical) // that the start failed is said below, in one line
            .AddFilter("Yarp", LogLevel.Warning)
            .AddFilter("Rondo", LogLevel.Warning); // and so is what was started
        builder.Services.AddSingleton(options);
        builder.Services.ConfigureHttpJsonOptions(static json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });
        builder.Docs(static docs => (docs.Title, docs.Description) = (
            "Kitchen", "You put the water on, and chop vegetables while it boils. Every part of Rondo, working together."));
        Serve(builder, options);
        AddDatabase(builder, options.Database);
        if (options.Broker is { } broker)
            builder.UseNats(broker);
        builder.AddDashboard();
        builder.AddOrders();
        builder.AddUpstream();
        builder.AddUsers();
        builder.AddCpu();
        builder.AddFiles(options.FilesFolder, options.MaxFile);
        builder.AddScraping();
        builder.AddGateway();
        builder.AddTelemetry(); // with OTEL_EXPORTER_OTLP_ENDPOINT

        var app = builder.Build();
        app.OnStart(static (Database db) => db.MigrateAsync(MigrationSource.FromAssembly(typeof(KitchenApp).Assembly)));
        app.MapBasics();
        app.MapItems();
        app.MapChat();
        app.MapDashboard(options.Broker is not null);
        app.MapOrders();
        app.MapJobs("/jobs", options.JobsToken);
        app.MapUpstream();
        app.MapUsers();
        app.MapCpu();
        app.MapFiles();
        app.MapSite();
        app.MapScraping();
        app.MapGateway();
        return app;
    }

    private static void AddDatabase(RondoAppBuilder builder, string url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var file) && file.Scheme == "sqlite"
            && Path.GetDirectoryName(file.LocalPath) is { Length: > 1 } folder)
            Directory.CreateDirectory(folder);
        builder.AddDatabase(url);
    }

    private static void Serve(RondoAppBuilder builder, KitchenOptions options)
    {
        builder.Server(server =>
        {
            server.Loops = options.Loops;
            server.DrainDelay = options.DrainDelay;
            server.Loop = new EventLoopOptions { Driver = options.Driver };
        });
        if (options.Server == ServerChoice.Kestrel)
            builder.UseKestrel();
        builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.Certificate is { } certificate)
                kestrel.ConfigureHttpsDefaults(
                    https => https.ServerCertificate = X509CertificateLoader.LoadPkcs12FromFile(certificate.FullName, null));
        });
    }

    private static void Announce(RondoApp app)
    {
        var loops = app.Services.GetRequiredService<ServerLoops>().Loops;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        foreach (var address in addresses)
            Console.WriteLine($"Kitchen serves {address}");
        Console.WriteLine($"  docs      {addresses.First()}/docs");
        Console.WriteLine($"  loops     {loops.Count}");
        Console.WriteLine($"  driver    {loops[0].DriverName}: {loops[0].DriverReason}");
        Console.WriteLine($"  database  {app.Services.GetRequiredService<Database>().Name}");
        Console.WriteLine($"  jobs      {addresses.First()}/jobs, token {app.Services.GetRequiredService<KitchenOptions>().JobsToken}");
        Console.WriteLine($"  login     {UserStore.DemoName} / {UserStore.DemoPassword}");
        Console.WriteLine("  Ctrl+C drains and stops.");
    }
}
