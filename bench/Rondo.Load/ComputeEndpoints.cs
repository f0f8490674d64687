namespace Rondo.Load;

/// <summary>A computation of some 50 ms: in a worker process, on a worker thread, and in the handler.</summary>
internal static class ComputeEndpoints
{
    private const int Workers = 2;

    // Started by the first request, so that those who measure something else pay nothing.
    private static readonly Lazy<ProcessPool> s_pool = new(
        static () => new ProcessPool(new ProcessPoolOptions { Workers = Workers, Spares = 0 }));

    internal static void MapCompute(this RondoApp app)
    {
        app.Get("/compute/process", static () => s_pool.Value.RunAsync(Compute));
        app.Get("/compute/thread", static () => Offload.RunAsync(Compute));
    }

    internal static void MapCompute(this WebApplication app) => app.MapGet("/compute/inline", static () => Compute());

    private static long Compute()
    {
        var sum = 0L;
        for (var i = 1L; i < 25_000_000; i++)
            sum += i % 7;
        return sum;
    }
}
