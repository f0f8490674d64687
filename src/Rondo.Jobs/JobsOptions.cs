namespace Rondo.Jobs;

/// <summary>Options of an app's jobs.</summary>
public sealed record JobsOptions
{
    /// <summary>Gets the limits of queues by name. Other queues have the defaults of <see cref="QueueOptions"/>.</summary>
    /// <value>Default: empty.</value>
    public IReadOnlyDictionary<string, QueueOptions> Queues { get; init; } = new Dictionary<string, QueueOptions>();

    /// <summary>Gets whether this process runs jobs. A process that only enqueues sets it to false.</summary>
    /// <value>Default: true.</value>
    public bool RunsJobs { get; init; } = true;

    /// <summary>Gets the time after which the jobs of a process that vanished run elsewhere. A process renews it every third of that
    /// time.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the time that running jobs have to end when the app stops. They are then cancelled, and run again later; that
    /// attempt does not count.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets the time for which jobs that are done or cancelled stay in the table. Dead jobs stay until they are removed.</summary>
    /// <value>Default: 1 day.</value>
    public TimeSpan KeepFinished { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Gets a clock that replaces the database's.</summary>
    /// <value>Default: null, the clock of PostgreSQL's server; for SQLite and under a virtual clock, the loop's.</value>
    public TimeProvider? Clock { get; init; }

    internal QueueOptions Of(string queue) => Queues.TryGetValue(queue, out var options) ? options : s_defaults;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Lease, TimeSpan.FromMilliseconds(30));
        ArgumentOutOfRangeException.ThrowIfLessThan(GracePeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(KeepFinished, TimeSpan.Zero);
        foreach (var queue in Queues.Values)
            queue.Validate();
    }

    private static readonly QueueOptions s_defaults = new();
}
