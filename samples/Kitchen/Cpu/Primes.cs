using System.Collections;

namespace Kitchen.Cpu;

/// <summary>Work for a processor.</summary>
internal static class Primes
{
    /// <summary>Counts the primes below a number, by the sieve of Eratosthenes.</summary>
    internal static int CountBelow(int n, CancellationToken cancel = default)
    {
        var composite = new BitArray(Math.Max(n, 0));
        var count = 0;
        for (var candidate = 2; candidate < n; candidate++)
        {
            if (composite[candidate])
                continue;
            cancel.ThrowIfCancellationRequested();
            count++;
            for (var multiple = (long)candidate * candidate; multiple < n; multiple += candidate)
                composite[(int)multiple] = true;
        }

        return count;
    }
}
