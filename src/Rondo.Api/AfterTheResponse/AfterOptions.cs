namespace Rondo.Api;

/// <summary>Bounds of the work that runs after responses: see <see cref="After"/>.</summary>
public sealed class AfterOptions
{
    /// <summary>How long a shutdown waits for accepted work before it is cancelled and reported by name.</summary>
    /// <value>Default: null, as long as the host gives itself to shut down (<c>HostOptions.ShutdownTimeout</c>, 30 s).</value>
    public TimeSpan? DrainTimeout { get; set; }

    /// <summary>How long cancelled work may take to clean up before it is abandoned and reported by name.</summary>
    /// <value>Default: 1 s.</value>
    public TimeSpan CleanupTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How much work may be waiting or running in the whole app; a request that wants more is answered 503.</summary>
    /// <value>Default: 10,000.</value>
    public int Capacity { get; set; } = 10_000;

    internal void Validate()
    {
        if (DrainTimeout < TimeSpan.Zero)
            throw new InvalidOperationException(
                $"AfterOptions.DrainTimeout is {DrainTimeout}: it has to be zero or more, or null for the host's.");
        if (CleanupTimeout < TimeSpan.Zero)
            throw new InvalidOperationException($"AfterOptions.CleanupTimeout is {CleanupTimeout}: it has to be zero or more.");
        if (Capacity < 1)
            throw new InvalidOperationException($"AfterOptions.Capacity is {Capacity}: it has to be at least 1.");
    }
}
