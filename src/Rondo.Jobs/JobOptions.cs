namespace Rondo.Jobs;

/// <summary>Options of a kind of job.</summary>
public sealed record JobOptions
{
    /// <summary>Gets the queue.</summary>
    /// <value>Default: <c>default</c>.</value>
    public string Queue { get; init; } = "default";

    /// <summary>Gets the priority. A job with a larger number runs first.</summary>
    /// <value>Default: 0.</value>
    public int Priority { get; init; }

    /// <summary>Gets the largest number of attempts. A job whose last attempt fails is dead.</summary>
    /// <value>Default: 20; with the default delays, four days.</value>
    public int MaxAttempts { get; init; } = 20;

    /// <summary>Gets the longest time that an attempt may take. It is then cancelled, and has failed.</summary>
    /// <value>Default: infinite.</value>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Gets the delay after the first failure. Each further failure doubles it.</summary>
    /// <value>Default: 2 seconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the longest delay between two attempts.</summary>
    /// <value>Default: 12 hours.</value>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Gets the largest number of attempts that run at the same time, over all processes that share the database.</summary>
    /// <value>Default: 0, no limit.</value>
    /// <remarks>A job with this limit or <see cref="Rate"/> is taken before the others of its queue: give it a queue of its own.</remarks>
    public int Concurrency { get; init; }

    /// <summary>Gets the largest number of attempts that begin within <see cref="RatePeriod"/>, over all processes that share the
    /// database.</summary>
    /// <value>Default: 0, no limit.</value>
    public int Rate { get; init; }

    /// <summary>Gets the period of <see cref="Rate"/>.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan RatePeriod { get; init; } = TimeSpan.FromSeconds(1);

    internal bool IsLimited => Concurrency > 0 || Rate > 0;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Concurrency);
        ArgumentOutOfRangeException.ThrowIfNegative(Rate);
        ArgumentOutOfRangeException.ThrowIfLessThan(RatePeriod, TimeSpan.FromMilliseconds(1));
        ArgumentException.ThrowIfNullOrWhiteSpace(Queue);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryDelay, RetryDelay);
        if (Timeout != System.Threading.Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
    }
}
