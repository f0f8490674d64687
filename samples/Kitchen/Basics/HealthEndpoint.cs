using Rondo.Server;

namespace Kitchen.Basics;

internal static class HealthEndpoint
{
    /// <summary>Whether the program takes requests, and how its loops are.</summary>
    [Get("/health")]
    internal static Health Get(IHostApplicationLifetime lifetime, ServerLoops server)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            throw new ServiceUnavailable("Kitchen is draining: it finishes what it has begun, and takes nothing new.");
        var loops = server.Loops;
        return new Health(
            "ok", loops.Count, loops[0].DriverName, server.Connections.Sum(), loops.Sum(static loop => loop.Statistics.Stalls));
    }

    /// <summary>The state of the program.</summary>
    /// <param name="Status">Always ok; a program that is not does not answer 200.</param>
    /// <param name="Loops">Event loops.</param>
    /// <param name="Driver">Their I/O driver.</param>
    /// <param name="Connections">Open connections.</param>
    /// <param name="Stalls">Steps that held a loop for too long, since the start.</param>
    internal sealed record Health(string Status, int Loops, string Driver, int Connections, long Stalls);
}
