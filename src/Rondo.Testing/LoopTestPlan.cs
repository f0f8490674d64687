namespace Rondo.Testing;

/// <summary>How one case of a <see cref="LoopFactAttribute"/> is run.</summary>
/// <param name="Driver">The driver's name, or null under virtual time.</param>
/// <param name="Virtual">Whether time is virtual.</param>
/// <param name="Seed">The seed of the shuffle, or null for first in first out.</param>
/// <param name="HangSeconds">When it counts as hung.</param>
internal sealed record LoopTestPlan(string? Driver, bool Virtual, int? Seed, int HangSeconds)
{
    /// <summary>Why the test cannot run here; null when it can.</summary>
    internal string? Missing { get; init; }

    internal string Label => (Virtual ? "virtual" : Driver) + (Seed is null ? "" : $", seed {Seed}");
}
