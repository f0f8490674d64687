namespace Rondo.Jobs;

/// <summary>Limits of a queue, in each process. Those of <see cref="JobOptions"/> hold over all processes.</summary>
public sealed record QueueOptions
{
    /// <summary>Gets the largest number of jobs that run at the same time.</summary>
    /// <value>Default: 10.</value>
    public int Concurrency { get; init; } = 10;

    /// <summary>Gets the largest number of attempts that begin within <see cref="RatePeriod"/>.</summary>
    /// <value>Default: 0, no limit.</value>
    public int Rate { get; init; }

    /// <summary>Gets the period of <see cref="Rate"/>.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan RatePeriod { get; init; } = TimeSpan.FromSeconds(1);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Concurrency, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Rate);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RatePeriod, TimeSpan.Zero);
    }
}
