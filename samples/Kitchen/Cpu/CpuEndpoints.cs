namespace Kitchen.Cpu;

/// <summary>Counting primes, which would hold a loop up: on a worker thread, or in a worker process, which a cancellation kills.</summary>
internal static class CpuEndpoints
{
    private const int Most = 50_000_000;

    internal static void AddCpu(this RondoAppBuilder builder) =>
        builder.Services.AddSingleton(static _ => // at the first call
            new ProcessPool(new ProcessPoolOptions { Workers = Environment.ProcessorCount }));

    internal static void MapCpu(this RondoApp app) => app.Group("/cpu", "CPU").Include(typeof(CpuEndpoints));

    /// <summary>Counts on a worker thread.</summary>
    [Get("/thread/{n}")]
    internal static async Task<PrimeCount> OnThread([Range(0, Most)] int n) =>
        new(n, await Offload.RunAsync(cancel => Primes.CountBelow(n, cancel)), "thread");

    /// <summary>Counts in a worker process.</summary>
    [Get("/process/{n}")]
    internal static async Task<PrimeCount> InProcess([Range(0, Most)] int n, ProcessPool pool) =>
        new(n, await pool.RunAsync(static (int below) => Primes.CountBelow(below), n), "process");
}
