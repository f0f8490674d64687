using Rondo;

namespace Rondo.Load;

/// <summary>The same minimal API on stock Kestrel and on Rondo.</summary>
internal static class WebServer
{
    internal static void Run(int port, bool useRondo, string? driver)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        if (useRondo)
        {
            builder.WebHost.UseRondo(options =>
            {
                options.Loops = 1;
                options.Loop = new EventLoopOptions { Driver = driver };
            });
        }

        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapGet("/json", static () => new Message("Hello, World!"));
        app.MapGet("/plaintext", static () => "Hello, World!");
        app.Run();
    }

    private sealed record Message(string message);
}
