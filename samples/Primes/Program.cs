// Primes: work for processors, in worker processes: the loop stays responsive, and a client that leaves ends its computation.
// Try: dotnet run, and open /primes/20000000.
using Primes;

var builder = RondoApp.CreateBuilder(args);
builder.Services.AddSingleton(static _ => new ProcessPool(new ProcessPoolOptions { Workers = Environment.ProcessorCount }));

var app = builder.Build();
app.Get("/primes/{n}", async ([Range(0, 100_000_000)] int n, ProcessPool pool) =>
    new PrimeCount(n, await pool.RunAsync(static (int below) => Sieve.Count(below), n)));
app.Get("/pool", static (ProcessPool pool) => pool.Statistics);
app.Run();
