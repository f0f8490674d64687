namespace Rondo.Api;

/// <summary>Options of <see cref="Presence"/> between processes: <c>builder.Services.Configure&lt;PresenceOptions&gt;(...)</c>.</summary>
public sealed class PresenceOptions
{
    /// <summary>The time between two heartbeats of a process.</summary>
    /// <value>Default: one second.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The time after the last heartbeat of a process after which its members have left.</summary>
    /// <value>Default: three seconds; longer than <see cref="Interval"/>.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    internal void Validate()
    {
        if (Interval <= TimeSpan.Zero || Timeout <= Interval)
        {
            throw new InvalidOperationException(
                $"PresenceOptions.Interval is {Interval}, and Timeout is {Timeout}. The interval must be more than zero, "
                + "and the timeout longer than the interval.");
        }
    }
}
