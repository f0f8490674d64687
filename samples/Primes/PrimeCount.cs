namespace Primes;

/// <summary>The number of primes below a number.</summary>
internal sealed record PrimeCount(int Below, int Count);
