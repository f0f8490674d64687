namespace Kitchen.Cpu;

/// <summary>A number of primes.</summary>
/// <param name="N">The number that they are below.</param>
/// <param name="Primes">How many there are.</param>
/// <param name="Where">Where they were counted.</param>
internal sealed record PrimeCount(int N, int Primes, string Where);
