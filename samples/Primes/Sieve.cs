using System.Collections;

namespace Primes;

/// <summary>The sieve of Eratosthenes.</summary>
internal static class Sieve
{
    internal static int Count(int below)
    {
        var composite = new BitArray(below);
        var count = 0;
        for (var candidate = 2; candidate < below; candidate++)
        {
            if (composite[candidate])
                continue;
            count++;
            for (var multiple = (long)candidate * candidate; multiple < below; multiple += candidate)
                composite[(int)multiple] = true;
        }

        return count;
    }
}
