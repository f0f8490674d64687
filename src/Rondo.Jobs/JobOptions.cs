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

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Queue);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryDelay, RetryDelay);
        if (Timeout != System.Threading.Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
    }
}
