namespace Rondo.Jobs.Working;

/// <summary>The delays between attempts.</summary>
internal static class Backoff
{
    /// <summary>Returns the delay after a failed attempt: it doubles with each, up to the longest, and is shortened by up to a quarter
    /// at random, so that jobs that failed together part.</summary>
    internal static TimeSpan After(int attempt, JobOptions options, Random random)
    {
        var delay = Math.Min(
            options.RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 60)), options.MaxRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(delay * (1 - (random.NextDouble() / 4)));
    }
}
