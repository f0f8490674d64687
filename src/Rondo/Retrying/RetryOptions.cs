namespace Rondo;

/// <summary>How <see cref="Retry"/> repeats work that fails.</summary>
public sealed class RetryOptions
{
    /// <summary>The number of attempts in all, the first included.</summary>
    /// <value>Default: 3. At least 1.</value>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>The delay before the second attempt. It doubles before each further one.</summary>
    /// <value>Default: 200 ms.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest delay.</summary>
    /// <value>Default: 30 s.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The part of each delay that is left to chance, so that clients that failed together do not return together.</summary>
    /// <value>Default: 0.5, between half of the delay and all of it. 0 is exact, 1 is anything from zero to the delay.</value>
    public double Jitter { get; init; } = 0.5;

    /// <summary>The source of the jitter. In tests a <see cref="System.Random"/> with a seed repeats the delays.</summary>
    /// <value>Default: <see cref="Random.Shared"/>.</value>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Decides whether a failure is worth another attempt. A cancellation is never retried, and does not ask.</summary>
    /// <value>Default: every exception is.</value>
    public Func<Exception, bool> ShouldRetry { get; init; } = static _ => true;

    /// <summary>Called before each delay with the exception, the number of the attempt that failed, from 1, and the delay.</summary>
    /// <value>Default: none.</value>
    public Action<Exception, int, TimeSpan>? Retrying { get; init; }

    internal bool Retries(Exception exception) => exception is not OperationCanceledException && ShouldRetry(exception);

    /// <summary>The delay after an attempt that failed.</summary>
    internal TimeSpan DelayAfter(int attempt)
    {
        // Doubles in floating point: a whole number would overflow long before the longest delay is forgotten.
        var delay = Math.Min(Delay.TotalMilliseconds * Math.Pow(2, attempt - 1), MaxDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(delay * (1 - (Jitter * Random.NextDouble())));
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, TimeSpan.Zero);
        if (Jitter is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Jitter), Jitter, "The jitter is a part of the delay, between 0 and 1.");
        ArgumentNullException.ThrowIfNull(Random);
        ArgumentNullException.ThrowIfNull(ShouldRetry);
    }
}
