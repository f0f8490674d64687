namespace Rondo.Http;

/// <summary>When calls of a host that keeps failing are refused.</summary>
/// <remarks>
/// Each loop and each host has a circuit of its own. Failures are exceptions, timeouts, and the statuses 408, 429 and 5xx.
/// After the break one call is let through: its success closes the circuit, its failure starts another break.
/// </remarks>
public sealed class HttpCircuitBreakerOptions
{
    /// <summary>The part of the calls whose failure opens the circuit.</summary>
    /// <value>Default: 0.5. More than 0, at most 1.</value>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>The number of calls in the window below which the circuit stays closed.</summary>
    /// <value>Default: 20. At least 1.</value>
    public int MinimumCalls { get; set; } = 20;

    /// <summary>The window in which calls are counted.</summary>
    /// <value>Default: 30 s.</value>
    public TimeSpan SamplingWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time for which calls are refused.</summary>
    /// <value>Default: 5 s.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(5);

    internal void Validate()
    {
        if (FailureRatio is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(FailureRatio), FailureRatio, "The failure ratio is more than 0 and at most 1.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumCalls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SamplingWindow, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BreakDuration, TimeSpan.Zero);
    }
}
