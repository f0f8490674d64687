using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Rondo.Core;

/// <summary>
/// The mechanism of one event loop: run queue, timers, entry queue and driver, turned by the thread that owns it.
/// </summary>
/// <remarks>
/// A turn runs what is ready (within a budget), takes in what other threads posted, fires timers, and hands the driver one
/// batch. It waits only when nothing is ready, and no longer than the next timer; an idle loop makes no system call.
/// </remarks>
internal sealed partial class Scheduler
{
    /// <summary>
    /// Steps that run between two looks at timers and I/O. tokio looks every 61; at 128 the look costs under 2 ns a step
    /// and a ready socket waits some 10 us behind a storm of yields.
    /// </summary>
    internal const int StepsPerTurn = 128;

    /// <summary>Operations that one step may complete without suspending before it is made to yield; tokio's coop budget.</summary>
    internal const int SynchronousBudget = 128;

    /// <summary>Tasks that are woken for a message in one turn; they run in the same one if nothing else is ready.</summary>
    internal const int DeliveriesPerTurn = 64;

    /// <summary>Timers fired in one turn: bounds the burst when a million sleepers are due at once.</summary>
    private const int TimersPerTurn = 1024;

    /// <summary>A deadline that never comes: half the range of the clock, 146 years.</summary>
    internal const long FarFuture = long.MaxValue / 2;

    [ThreadStatic]
    private static Scheduler? t_current;

    private readonly ConcurrentQueue<WorkItem> _entry = new();
    private readonly IVirtualTime? _virtual;
    private readonly Random? _shuffle;
    private readonly long _origin = Stopwatch.GetTimestamp();
    private Operation? _sleepPool;
    private int _sleepPooled;
    private int _budget = SynchronousBudget;
    private int _external;
    private int _state;
    private bool _stopping;
    private bool _isDrained;

    internal readonly RunQueue Ready = new();

    /// <summary>Steps that hand bytes to the driver, or hear that it has sent them, at the end of each turn.</summary>
    /// <remarks>
    /// The bytes that a turn's tasks have written go out together, while they are in the processor's cache, and their memory is free again
    /// for the tasks of the next turn. Behind all that is ready a broadcast to thousands of sockets would hold the memory of all of them.
    /// </remarks>
    internal readonly RunQueue Sends = new();

    /// <summary>Steps that hand a message to a task which waits for it, some in each turn.</summary>
    /// <remarks>Of thousands of tasks that one message wakes, some run and send while what they need is in the processor's cache.</remarks>
    internal readonly RunQueue Deliveries = new();

    internal readonly TimerHeap Timers = new();
    internal readonly SynchronizationContext Home;

    /// <summary>The object that the public surface shows for this scheduler.</summary>
    internal readonly object Owner;

    /// <summary>The loop's name.</summary>
    internal readonly string Name;

    internal Scheduler(
        object owner, string name, Func<Scheduler, SynchronizationContext> home, IVirtualTime? virtualTime, int? seed)
    {
        Owner = owner;
        Name = name;
        Home = home(this);
        _virtual = virtualTime;
        _shuffle = seed is { } value ? new Random(value) : null;
        virtualTime?.Attach(this);
    }

    /// <summary>The scheduler whose thread this is.</summary>
    internal static Scheduler? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_current;
    }

    internal IDriver Driver { get; set; } = null!;

    /// <summary>The context of code that runs in no scope of this loop.</summary>
    internal CancelContext Root { get; set; } = null!;

    /// <summary>The context of joins: nothing cancels it.</summary>
    internal CancelContext Uncancelable { get; set; } = null!;

    /// <summary>Receives what escapes a posted callback; called on the loop's thread.</summary>
    internal Action<Exception> OnUnhandled { private get; set; } = static _ => { };

    /// <summary>Receives the stack of a synchronous wait for a task, where it is reported rather than refused.</summary>
    internal Action<string> OnBlocking { get; set; } = static _ => { };

    /// <summary>The waits of each task that were cancelled, for the next ones; null until there are any. On the loop's thread.</summary>
    internal ConditionalWeakTable<Task, List<TaskOperation>>? IdleWaits { get; set; }

    /// <summary>True once the loop takes no more steps.</summary>
    internal bool IsClosed { get; private set; }

    /// <summary>
    /// True once the driver has no operation left under way: only then may another thread close a descriptor of the loop's.
    /// </summary>
    internal bool IsDrained => Volatile.Read(ref _isDrained);

    /// <summary>Nanoseconds since an arbitrary origin; never goes back.</summary>
    internal long Now
    {
        get
        {
            if (_virtual is not null)
                return _virtual.Now;
            var ticks = Stopwatch.GetTimestamp() - _origin;
            return Stopwatch.Frequency == 1_000_000_000 ? ticks : (long)(ticks * (1e9 / Stopwatch.Frequency));
        }
    }

    /// <summary>The deadline <paramref name="delay"/> from now, in nanoseconds; the far future for what would overflow.</summary>
    internal long DeadlineAfter(TimeSpan delay)
    {
        var ticks = delay.Ticks;
        if (ticks >= FarFuture / 200)
            return FarFuture;
        return Now + (ticks * 100);
    }

    /// <summary>
    /// True if an operation may complete without suspending; after <see cref="SynchronousBudget"/> of those in one step it
    /// has to go through the run queue instead, so that a task that never waits cannot starve the others.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryConsumeBudget() => --_budget > 0;

    /// <summary>
    /// Counts work that runs elsewhere and will come back to this loop; while there is any, virtual time stands still. Any thread.
    /// </summary>
    /// <remarks>On real time nobody asks, and a counter that two threads write costs a call between loops a tenth of its time.</remarks>
    internal void BeginExternal()
    {
        if (_virtual is not null)
            Interlocked.Increment(ref _external);
    }

    /// <remarks>Wakes a loop under virtual time: the result may have come, and been looked at, while the work still counted.</remarks>
    internal void EndExternal()
    {
        if (_virtual is not null && Interlocked.Decrement(ref _external) == 0)
            WakeIfWaiting();
    }

    /// <summary>A pooled sleep, or null: see <see cref="SleepOperation"/>.</summary>
    internal Operation? TakeSleep()
    {
        var pooled = _sleepPool;
        if (pooled is not null)
        {
            _sleepPool = pooled.Next;
            pooled.Next = null;
            _sleepPooled--;
        }

        return pooled;
    }

    internal void ReturnSleep(Operation operation)
    {
        if (_sleepPooled >= 1024)
            return;
        operation.Next = _sleepPool;
        _sleepPool = operation;
        _sleepPooled++;
    }
}
