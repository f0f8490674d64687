using System.ComponentModel.DataAnnotations;
using Rondo.Server;

namespace Rondo.Load;

/// <summary>The same three endpoints as bare minimal-API delegates, with ASP.NET's validation, and through the framework; always on Rondo's server.</summary>
internal static class Framework
{
    internal static void RunMinimal(int port, string? driver)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseRondo(options => Options(options, driver)).ConfigureKestrel(options => options.ListenLocalhost(port));
        builder.Services.AddValidation();
        var app = builder.Build();
        app.MapGet("/json", () => new Answer("Hello, World!"));
        app.MapGet("/echo/{id}", ([Range(1, int.MaxValue)] int id, [MaxLength(50)] string? q) => new EchoAnswer(id, q));
        app.MapPost("/items", (Order item) => new Answer(item.Name));
        app.Run();
    }

    internal static void RunApi(int port, string? driver)
    {
        var builder = RondoApp.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Server(options => Options(options, driver));
        builder.WebHost.ConfigureKestrel(options => options.ListenLocalhost(port));
        var app = builder.Build();
        app.Get("/json", () => new Answer("Hello, World!"));
        app.Get("/echo/{id}", ([Range(1, int.MaxValue)] int id, [MaxLength(50)] string? q) => new EchoAnswer(id, q));
        app.Post("/items", (Order item) => new Answer(item.Name));
        app.Run();
    }

    private static void Options(RondoServerOptions options, string? driver)
    {
        options.Loops = 1;
        options.Loop = new EventLoopOptions { Driver = driver };
    }
}

/// <summary>A small answer.</summary>
public sealed record Answer(string Message);

/// <summary>What was sent.</summary>
public sealed record EchoAnswer(int Id, string? Q);

/// <summary>A validated body.</summary>
public sealed record Order([Length(1, 100)] string Name, [Range(0.01, 1_000_000)] decimal Price, [MaxLength(10)] string[]? Tags);
