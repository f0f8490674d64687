using Rondo.Server;

namespace Kitchen.Basics;

/// <summary><c>GET /health</c>: 200 while the program takes requests, 503 while it drains.</summary>
public static class HealthEndpoint
{
    /// <summary>Maps the check.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app) =>
        app.MapGet("/health", static (IHostApplicationLifetime lifetime, ServerLoops loops) =>
        {
            var draining = lifetime.ApplicationStopping.IsCancellationRequested;
            var health = new Health(draining ? "draining" : "ok", loops.Loops.Count, loops.Loops[0].DriverName, loops.Connections.Sum(), loops.Loops.Sum(loop => loop.Statistics.Stalls));
            return Results.Json(health, statusCode: draining ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        });

    /// <summary>The state of the program.</summary>
    public sealed record Health(string Status, int Loops, string Driver, int Connections, long Stalls);
}
