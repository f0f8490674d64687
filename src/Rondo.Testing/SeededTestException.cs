namespace Rondo.Testing;

/// <summary>A shuffled test failed; says how to repeat it.</summary>
public sealed class SeededTestException : Exception
{
    internal SeededTestException(int seed, Exception inner)
        : base($"{inner.Message}\nThe order of tasks was shuffled with seed {seed}: set RONDO_SEED={seed} to repeat it.", inner) =>
        Seed = seed;

    /// <summary>The seed of the failed run.</summary>
    public int Seed { get; }
}
