using Rondo.Core;
using Rondo.Time;

namespace Rondo;

/// <summary>
/// A clock that moves only when told, or by itself to the next deadline when every task of its loop is blocked: tests of
/// hours take milliseconds and give the same result each time.
/// </summary>
/// <remarks>
/// It does not jump while work runs off the loop that the loop knows of: offloaded calls, calls to other loops, tasks
/// awaited with <see cref="CancelExtensions.OrCancel(Task)"/>, real I/O. Give it to one loop, as <see cref="EventLoopOptions.Clock"/>.
/// </remarks>
public sealed class VirtualClock : TimeProvider, IVirtualTime
{
    private readonly DateTimeOffset _start;
    private Scheduler? _scheduler;
    private long _now;

    /// <summary>Creates a clock that stands at <paramref name="start"/>.</summary>
    /// <param name="start">Default: midnight, 1 January 2000 UTC.</param>
    /// <param name="autoJump">Whether it jumps by itself; otherwise only <see cref="Advance"/> moves it.</param>
    public VirtualClock(DateTimeOffset? start = null, bool autoJump = true)
    {
        _start = start ?? new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
        AutoJump = autoJump;
    }

    /// <summary>Whether the clock jumps to the next deadline when every task is blocked.</summary>
    public bool AutoJump { get; set; }

    /// <summary>The time that has passed on this clock.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref _now) / 100);

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000_000;

    long IVirtualTime.Now => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <summary>Moves the clock; timers that fall due fire in the loop's next turn, in the order of their deadlines.</summary>
    /// <param name="by">Not negative.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _now, by.Ticks * 100);
        _scheduler?.TryPost((Action)(static () => { }), null, WorkKind.Action);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        LoopTimer.Create(
            _scheduler ?? throw new InvalidOperationException(
                "This VirtualClock has no loop yet: pass it to a loop as EventLoopOptions.Clock."),
            callback,
            state,
            dueTime,
            period);

    void IVirtualTime.JumpTo(long deadline)
    {
        // Another thread may advance the clock meanwhile, and it never goes back.
        for (var now = Volatile.Read(ref _now); deadline > now;)
        {
            var seen = Interlocked.CompareExchange(ref _now, deadline, now);
            if (seen == now)
                return;
            now = seen;
        }
    }

    void IVirtualTime.Attach(Scheduler scheduler)
    {
        if (Interlocked.CompareExchange(ref _scheduler, scheduler, null) is { IsClosed: false })
            throw new InvalidOperationException(
                "This VirtualClock drives another loop already: a clock jumps when its loop is blocked, so each loop needs its own.");
        _scheduler = scheduler;
    }
}
