using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Rondo.Core;

/// <summary>The loop itself.</summary>
internal sealed partial class Scheduler
{
    /// <summary>
    /// How long a loop that was last woken by another thread looks for the next post before it sleeps, in Stopwatch ticks:
    /// about the cost of a sleep and a wakeup, which is when spinning stops paying (Karlin et al., 1991). Never on one core.
    /// </summary>
    private static readonly long s_spin = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 50_000 : 0;

    private bool _expectPost;
    private int _stepsLeft;

    /// <summary>Steps that are ready to run.</summary>
    internal int Queued => Ready.Count + Sends.Count + Deliveries.Count;

    /// <summary>Steps run since the start; the watchdog sees a stall when it stands still in a busy loop.</summary>
    internal long Steps;

    /// <summary>Turns made since the start.</summary>
    internal long Turns;

    /// <summary>Tasks of groups, and requests, that have begun and not ended.</summary>
    internal int Tasks;

    /// <summary>
    /// The step being run, for the stall report. The watchdog reads only the types of the two objects, which never change.
    /// </summary>
    internal object? RunningCallback;

    internal object? RunningState;

    /// <summary>The work of the step, where the layer above can name it.</summary>
    internal IStallSubject? RunningSubject;

    /// <summary>True between leaving the driver's wait and entering it again. Read by the watchdog and the balancer.</summary>
    internal volatile bool IsBusy;

    /// <summary>
    /// Asked before virtual time jumps, where work elsewhere cannot be counted one by one; false means to ask again shortly.
    /// On the loop's thread.
    /// </summary>
    internal Func<bool>? MayJump;

    /// <summary>How long a loop waits, in nanoseconds of real time, before it asks <see cref="MayJump"/> again.</summary>
    private const long JumpRetry = 50_000;

    /// <summary>Called when a loop that was idle becomes busy; a hook for the watchdog.</summary>
    internal static Action? BecameBusy;

    /// <summary>Runs turns on this thread until <see cref="Stop"/> is called.</summary>
    internal void Run()
    {
        if (t_current is not null)
            throw new InvalidOperationException("This thread already runs an event loop.");
        var outer = SynchronizationContext.Current;
        t_current = this;
        IsBusy = true;
        BecameBusy?.Invoke();
        try
        {
            while (!_stopping)
            {
                Turns++;
                RunSteps(Sends, StepsPerTurn);
                RunSteps(Deliveries, DeliveriesPerTurn);
                RunReady();
                TakeEntries();
                if (Timers.Count > 0)
                    FireTimers();
                if (_stopping)
                    break;
                RunSteps(Sends, StepsPerTurn);
                if (_stopping)
                    break;
                if (Queued == 0)
                    Idle();
                else if (Driver.HasWork)
                    Poll();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            Close();
            t_current = null;
            IsBusy = false;
        }
    }

    /// <summary>Ends <see cref="Run"/> after the current step. On the loop's thread.</summary>
    internal void Stop() => _stopping = true;

    /// <summary>
    /// Ends the turn with the running step: timers and I/O are looked at before the next one. For a step that has taken long, and
    /// has more to do.
    /// On the loop's thread.
    /// </summary>
    internal void EndTurn() => _stepsLeft = 0;

    private void RunReady()
    {
        if (_shuffle is null)
        {
            RunSteps(Ready, StepsPerTurn);
            return;
        }

        Ready.Shuffle(_shuffle);
        RunSteps(Ready, Ready.Count);
    }

    private void RunSteps(RunQueue queue, int most)
    {
        if (queue.Count == 0)
            return;
        _stepsLeft = most;
        while (_stepsLeft > 0)
        {
            try
            {
                while (_stepsLeft-- > 0 && queue.TryDequeue(out var item))
                {
                    RunningCallback = item.Callback;
                    RunningState = item.State;
                    _budget = SynchronousBudget;
                    Steps++;
                    var context = (item.Kind & WorkKind.Home) != 0 ? Home : null;
                    if (SynchronizationContext.Current != context)
                        SynchronizationContext.SetSynchronizationContext(context);
                    Invoke(item);
                    if (_stopping)
                        break;
                }

                break;
            }
            catch (Exception exception)
            {
                Unhandled(exception);
            }
        }

        RunningCallback = RunningState = null;
        SynchronizationContext.SetSynchronizationContext(null);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Invoke(in WorkItem item)
    {
        switch (item.Kind & WorkKind.DelegateMask)
        {
            case WorkKind.StateAction:
                Unsafe.As<Action<object?>>(item.Callback)(item.State);
                break;
            case WorkKind.Action:
                Unsafe.As<Action>(item.Callback)();
                break;
            default:
                Unsafe.As<SendOrPostCallback>(item.Callback)(item.State);
                break;
        }
    }

    private void FireTimers()
    {
        var now = Now;
        for (var fired = 0; fired < TimersPerTurn && Timers.PopDue(now) is { } node; fired++)
        {
            try
            {
                node.OnTimer();
            }
            catch (Exception exception)
            {
                Unhandled(exception);
            }
        }
    }

    private void Poll()
    {
        try
        {
            Driver.Wait(0);
        }
        catch (Exception exception)
        {
            Unhandled(exception);
        }
    }

    private void Idle()
    {
        var next = Timers.Next;
        long timeout = -1;
        var standsStill = false;
        if (_virtual is not null)
        {
            standsStill = Volatile.Read(ref _external) != 0;
            if (next != long.MaxValue && _virtual.AutoJump && !standsStill && Driver.Outstanding == 0 && _entry.IsEmpty)
            {
                // The work that the gate waited for may have posted here meanwhile.
                var open = MayJump is null || MayJump();
                if (open && _entry.IsEmpty)
                {
                    _virtual.JumpTo(next);
                    return;
                }

                timeout = JumpRetry;
            }
        }
        else if (next != long.MaxValue)
        {
            timeout = Math.Max(0, next - Now);
        }

        if (_expectPost && timeout != 0 && Spin(timeout))
            return;

        Volatile.Write(ref _state, Waiting);
        Interlocked.MemoryBarrier();
        if (!_entry.IsEmpty || (standsStill && Volatile.Read(ref _external) == 0))
        {
            Volatile.Write(ref _state, Awake);
            return;
        }

        IsBusy = false;
        try
        {
            Driver.Wait(timeout);
        }
        catch (Exception exception)
        {
            Unhandled(exception);
        }

        IsBusy = true;
        BecameBusy?.Invoke();
        _expectPost = Interlocked.Exchange(ref _state, Awake) == Woken && s_spin > 0;
    }

    /// <summary>Looks for posts and completions for a moment; true when there is something to do.</summary>
    private bool Spin(long timeout)
    {
        var start = Stopwatch.GetTimestamp();
        if (Driver.HasWork)
            Poll();
        do
        {
            if (!_entry.IsEmpty || Queued > 0)
                return true;
            Thread.SpinWait(1);
        }
        while (Stopwatch.GetTimestamp() - start < s_spin && timeout != 0);
        _expectPost = false;
        return false;
    }

    private void Unhandled(Exception exception)
    {
        try
        {
            OnUnhandled(exception);
        }
        catch (Exception second)
        {
            ErrorOutput.Write($"Rondo: the unhandled-exception handler failed: {second}\nwhile handling: {exception}");
        }
    }

    private void Close()
    {
        IsClosed = true;
        Interlocked.MemoryBarrier();
        try
        {
            Driver.Drain();
        }
        finally
        {
            Volatile.Write(ref _isDrained, true);
        }

        Sends.Close(RunElsewhere);
        Deliveries.Close(RunElsewhere);
        Ready.Close(RunElsewhere);
        ReclaimEntry();
    }
}
