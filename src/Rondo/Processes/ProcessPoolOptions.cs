using System.Diagnostics;

namespace Rondo;

/// <summary>Options of a <see cref="ProcessPool"/>.</summary>
public sealed class ProcessPoolOptions
{
    /// <summary>The number of calls that run at a time, each in a process of its own.</summary>
    /// <value>Default: one per core.</value>
    public int Workers { get; init; } = System.Environment.ProcessorCount;

    /// <summary>The number of further workers that are started ahead, to take the place of one that is killed. Each takes about
    /// 40 MB.</summary>
    /// <value>Default: 1.</value>
    public int Spares { get; init; } = 1;

    /// <summary>The number of calls that may wait for a worker. A further one throws <see cref="ProcessPoolFullException"/>.</summary>
    /// <value>Default: no limit.</value>
    public int QueueLimit { get; init; } = int.MaxValue;

    /// <summary>The number of calls after which a worker is replaced, for functions that leak; null for no limit.</summary>
    /// <value>Default: null.</value>
    public int? MaxCallsPerWorker { get; init; }

    /// <summary>
    /// The resident memory of a worker in bytes, above which it is replaced after its call, and killed if it is seen during its
    /// call; null for no
    /// limit. It is read about five times a second.
    /// </summary>
    /// <value>Default: null.</value>
    public long? MemoryLimit { get; init; }

    /// <summary>The time without a call after which a worker is ended. One worker stays, and while calls run their spares do; further calls
    /// start workers again. <see cref="Timeout.InfiniteTimeSpan"/> keeps all.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The time that <see cref="ProcessPool.DisposeAsync"/> gives to calls before it kills their workers.</summary>
    /// <value>Default: 5 s.</value>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time in which a worker has to be ready after its start. One that is not is killed.</summary>
    /// <value>Default: 30 s.</value>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The priority of the workers: normal, below normal or idle. Below normal, loops and requests go before
    /// computations when cores are short.</summary>
    /// <value>Default: <see cref="ProcessPriorityClass.BelowNormal"/>.</value>
    public ProcessPriorityClass Priority { get; init; } = ProcessPriorityClass.BelowNormal;

    /// <summary>Environment variables of the workers in addition to those of this process; with a null value they are removed.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Receives each line that a worker writes to the console, with the id of its process. Runs on any thread, in order
    /// for each worker.</summary>
    /// <value>Default: null, writes the line to standard error with the id in front.</value>
    public Action<int, string>? OnOutput { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Workers, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Spares);
        ArgumentOutOfRangeException.ThrowIfNegative(QueueLimit);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCallsPerWorker ?? 1, 1, nameof(MaxCallsPerWorker));
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryLimit ?? 1, 1, nameof(MemoryLimit));
        if (IdleTimeout != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdleTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(GracePeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(StartTimeout, TimeSpan.Zero);
        if (Priority is not (ProcessPriorityClass.Normal or ProcessPriorityClass.BelowNormal or ProcessPriorityClass.Idle))
            throw new ArgumentOutOfRangeException(nameof(Priority), Priority, "Workers run at Normal, BelowNormal or Idle priority.");
    }
}
