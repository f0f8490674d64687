using Rondo.Core;
using Rondo.IO.Drivers;

namespace Rondo;

/// <summary>How an <see cref="EventLoop"/> is set up.</summary>
public sealed class EventLoopOptions
{
    /// <summary>The loop's name, and its thread's.</summary>
    /// <value>Default: <c>loop</c>, or <c>loop-N</c> in a group.</value>
    public string? Name { get; init; }

    /// <summary><c>uring</c>, <c>epoll</c> or <c>portable</c>; anything else is an error.</summary>
    /// <value>Default: the variable <c>RONDO_DRIVER</c>, else the best that works here, found by trying.</value>
    public string? Driver { get; init; }

    /// <summary>The loop's clock: a <see cref="VirtualClock"/> in tests.</summary>
    /// <value>Default: the machine's clock.</value>
    public VirtualClock? Clock { get; init; }

    /// <summary>Shuffles the order of ready tasks, reproducibly, to find code that relies on it. For tests.</summary>
    /// <value>Default: none, first in first out.</value>
    public int? Seed { get; init; }

    /// <summary>Receives exceptions that escape posted callbacks and detached tasks; the loop continues.</summary>
    /// <value>
    /// Default: writes to standard error; under <see cref="EventLoop.Run(Func{Task}, EventLoopOptions?)"/> it also cancels the
    /// main task and is
    /// thrown at its end.
    /// </value>
    public Action<EventLoop, Exception>? UnhandledException { get; init; }

    /// <summary>How long one step may hold the loop before the watchdog reports a stall.</summary>
    /// <value>Default: 100 ms. <see cref="Timeout.InfiniteTimeSpan"/> switches the report off.</value>
    public TimeSpan StallThreshold { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Receives the watchdog's reports, on the watchdog's thread, and those of synchronous waits that
    /// <see cref="RefuseBlocking"/> lets pass, on the loop's.
    /// </summary>
    /// <value>Default: writes to standard error.</value>
    public Action<StallReport>? Stalled { get; init; }

    /// <summary>Whether waiting synchronously for a task on the loop throws; otherwise it is reported to <see cref="Stalled"/>.</summary>
    /// <value>Default: true unless <c>DOTNET_ENVIRONMENT</c> or <c>ASPNETCORE_ENVIRONMENT</c> is <c>Production</c>.</value>
    public bool RefuseBlocking { get; init; } = !IsProduction();

    /// <summary>
    /// Whether <see cref="EventLoop.Run(Func{Task}, EventLoopOptions?)"/> cancels its main task on SIGINT (Ctrl+C) and SIGTERM; a
    /// second signal ends the process at once. A SIGINT that the process inherits as ignored stays ignored: shells start background jobs
    /// so.
    /// </summary>
    /// <value>Default: true.</value>
    public bool HandleSignals { get; init; } = true;

    /// <summary>After the main task has ended, well or not, how long detached tasks may take to finish before they are cancelled.</summary>
    /// <value>Default: 5 s. <see cref="Timeout.InfiniteTimeSpan"/>: as long as they like.</value>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After the grace period, how long cancelled tasks may take before they are abandoned and reported.</summary>
    /// <value>Default: 5 s. <see cref="Timeout.InfiniteTimeSpan"/>: never.</value>
    public TimeSpan HardDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes the loop's driver in place of the probe: a test may watch its system calls, or make them fail.</summary>
    internal Func<string?, Scheduler, (IDriver Driver, string Reason)>? Open { get; init; }

    internal EventLoopOptions With(string name) => new()
    {
        Name = Name is null ? name : $"{Name}-{name}",
        Driver = Driver,
        Clock = Clock,
        Seed = Seed,
        UnhandledException = UnhandledException,
        StallThreshold = StallThreshold,
        Stalled = Stalled,
        RefuseBlocking = RefuseBlocking,
        HandleSignals = HandleSignals,
        GracePeriod = GracePeriod,
        HardDeadline = HardDeadline,
        Open = Open,
    };

    private static bool IsProduction() =>
        string.Equals(
            Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT"),
            "Production", StringComparison.OrdinalIgnoreCase);
}
