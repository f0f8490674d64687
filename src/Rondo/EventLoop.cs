using System.Runtime.CompilerServices;
using Rondo.Core;
using Rondo.Diagnostics;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Probing;
using Rondo.Tasks;
using Rondo.Time;

namespace Rondo;

/// <summary>
/// One thread that runs tasks one step at a time: what they share needs no lock, and a task gives way only where it awaits.
/// </summary>
/// <remarks>
/// Start one with <see cref="Run(Func{Task}, EventLoopOptions?)"/>, or one per core with <see cref="EventLoopGroup"/>. Inside a loop
/// <c>await</c> returns to its loop: whatever is awaited, the code resumes on the loop it was on.
/// </remarks>
public sealed partial class EventLoop : IRootGroup, IObservedLoop
{
    private static int s_lastId;

    private readonly EventLoopOptions _options;
    private readonly Scheduler _scheduler;

    internal EventLoop(EventLoopOptions options, bool inGroup = false)
    {
        _options = options;
        Id = Interlocked.Increment(ref s_lastId);
        Name = options.Name ?? "loop";
        _unhandled = options.UnhandledException ?? (inGroup ? LogUnhandled : FailMain);
        _scheduler = new Scheduler(
            this, Name, scheduler => new HomeContext(scheduler, options.RefuseBlocking), options.Clock, options.Seed);
        _scheduler.Root = new CancelScope(_scheduler, null, Name);
        _scheduler.Uncancelable = new CancelScope(_scheduler, null, Name);
        _scheduler.OnBlocking = ReportBlocking;
        _scheduler.OnUnhandled = exception => _unhandled(this, exception);
        Clock = (TimeProvider?)options.Clock ?? new LoopTimeProvider(_scheduler);
        (_scheduler.Driver, DriverReason) = options.Open is { } open ? open(options.Driver, _scheduler)
            : DriverProbe.Create(options.Driver, _scheduler);
    }

    /// <summary>The loop that runs the calling code.</summary>
    /// <exception cref="InvalidOperationException">The calling thread runs no loop.</exception>
    public static EventLoop Current => TryCurrent ?? throw NoLoop.Exception("EventLoop.Current");

    /// <summary>The loop that runs the calling code, or null.</summary>
    public static EventLoop? TryCurrent => Unsafe.As<EventLoop?>(Scheduler.Current?.Owner);

    /// <summary>A number that no other loop of this process has.</summary>
    public int Id { get; }

    /// <summary>The loop's name.</summary>
    public string Name { get; }

    /// <summary>The driver in use: <c>uring</c>, <c>epoll</c> or <c>portable</c>.</summary>
    public string DriverName => _scheduler.Driver.Name;

    /// <summary>Why that driver was chosen, in words.</summary>
    public string DriverReason { get; }

    /// <summary>The loop's clock. Its timers fire on the loop; in tests it is virtual.</summary>
    public TimeProvider Clock { get; }

    /// <summary>True on the loop's own thread.</summary>
    public bool IsCurrent => Scheduler.Current == _scheduler;

    /// <summary>The counters of the loop so far. Any thread; the numbers may be a moment old.</summary>
    public EventLoopStatistics Statistics => new(
        _scheduler.Steps, _scheduler.Turns, _scheduler.Queued, _scheduler.Timers.Count, _scheduler.Driver.Outstanding,
        Volatile.Read(ref _stalls), _scheduler.Tasks);

    internal Scheduler Scheduler => _scheduler;

    internal EventLoopOptions Options => _options;

    /// <summary>Waits on the loop's clock; nothing blocks.</summary>
    /// <param name="delay">Zero or less gives way once; <see cref="Timeout.InfiniteTimeSpan"/> waits to be cancelled.</param>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled.</exception>
    /// <remarks>
    /// Resolution: nanoseconds on the clock, some 50 us in wakeups of an idle loop on Linux. Allocates nothing beyond the
    /// caller's state machine.
    /// </remarks>
    public static ValueTask Sleep(TimeSpan delay)
    {
        var scheduler = Scheduler.Current ?? throw NoLoop.Exception("EventLoop.Sleep");
        return SleepOperation.Start(scheduler, delay == Timeout.InfiniteTimeSpan ? long.MaxValue : scheduler.DeadlineAfter(delay));
    }

    /// <summary>Waits until the ambient scope is cancelled.</summary>
    /// <exception cref="ScopeCanceledException">Always, in the end.</exception>
    public static ValueTask SleepForever() => Sleep(Timeout.InfiniteTimeSpan);

    /// <summary>Gives way: everything else that is ready runs first. A cancellation point.</summary>
    public static LoopYield Yield() => default;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({DriverName})";
}
