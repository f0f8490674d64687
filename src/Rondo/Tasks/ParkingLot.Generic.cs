using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Rondo.Core;
using Rondo.Tasks;

namespace Rondo;

/// <summary>
/// Tasks that wait for each other's doings, first in first out: what locks, channels and barriers are made of. A parked task
/// leaves a state that can be looked at, and continues with a result that is handed over.
/// </summary>
/// <typeparam name="TState">The value that a task leaves while it is parked: an item to send, the number of permits it wants.</typeparam>
/// <typeparam name="TResult">The value that it is handed when it is unparked.</typeparam>
/// <remarks>
/// <para>Once unparked a task is no longer cancelled: it continues with its result even if its scope is cancelled before it runs.
/// So nothing that is handed over is lost.</para>
/// <para>A lot belongs to the loop that uses it first, whichever created it. A wait that suspends allocates nothing of its own.</para>
/// </remarks>
/// <param name="owner">The name in error messages: the primitive built on it.</param>
public sealed class ParkingLot<TState, TResult>(string owner = "ParkingLot")
{
    private ParkedTask<TState, TResult>? _oldest;
    private ParkedTask<TState, TResult>? _newest;
    private Scheduler? _scheduler;

    /// <summary>The number of parked tasks.</summary>
    public int Count { get; private set; }

    /// <summary>A snapshot.</summary>
    public ParkingLotStatistics Statistics => new(Count);

    /// <summary>
    /// Whether the ambient scope is cancelled, so that <see cref="ParkAsync"/> would throw: ask before doing what a wait would
    /// do without suspending, because every async method is a cancellation point.
    /// </summary>
    /// <param name="member">The member that asks, for the error.</param>
    /// <exception cref="InvalidOperationException">The caller is not on the lot's loop.</exception>
    public bool IsCanceled([CallerMemberName] string member = "")
    {
        VerifyAccess(member);
        return CancelContext.For(_scheduler).IsEffectivelyCanceled;
    }

    /// <summary>Throws unless the caller is on the lot's loop, which at first use is the caller's.</summary>
    /// <param name="member">The member that was called, for the error.</param>
    /// <exception cref="InvalidOperationException">The caller is on another loop, or on none.</exception>
    [MemberNotNull(nameof(_scheduler))]
    public void VerifyAccess([CallerMemberName] string member = "")
    {
        if (_scheduler is null || Scheduler.Current != _scheduler)
            Bind(member);
    }

    /// <summary>Waits to be unparked, behind all that wait already.</summary>
    /// <param name="state">The value that <see cref="TryPeek"/> and <see cref="TryUnpark(TResult, out TState)"/> show.</param>
    /// <param name="member">The member that waits, for the error.</param>
    /// <exception cref="ScopeCanceledException">The ambient scope was cancelled first: the task left the lot.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the lot's loop.</exception>
    public ValueTask<TResult> ParkAsync(TState state, [CallerMemberName] string member = "")
    {
        VerifyAccess(member);
        var context = CancelContext.For(_scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException<TResult>(context.CreateException());
        var parked = Add(state, context);
        return new ValueTask<TResult>(parked, parked.Version);
    }

    /// <summary>Waits to be unparked, whatever is cancelled meanwhile. For what must be had back, such as a lock after a wait.</summary>
    /// <param name="state">As for <see cref="ParkAsync"/>.</param>
    public ValueTask<TResult> ParkShieldedAsync(TState state)
    {
        VerifyAccess();
        var parked = Add(state, _scheduler.Uncancelable);
        return new ValueTask<TResult>(parked, parked.Version);
    }

    /// <summary>
    /// A wait that is over at once: completes without suspending, except that a task which has done so very often in one step
    /// (128 times) is made to give way first. Not cancelled: what it stands for has been done.
    /// </summary>
    /// <param name="result">The result of the wait.</param>
    public ValueTask<TResult> PassAsync(TResult result)
    {
        VerifyAccess();
        if (_scheduler.TryConsumeBudget())
            return new ValueTask<TResult>(result);
        var passing = GiveWay(result);
        return new ValueTask<TResult>(passing, passing.Version);
    }

    /// <summary>Looks at the state of the task that has waited longest.</summary>
    /// <param name="state">Its state.</param>
    /// <returns>False if no task is parked.</returns>
    public bool TryPeek([MaybeNullWhen(false)] out TState state)
    {
        VerifyAccess();
        state = _oldest is null ? default : _oldest.State;
        return _oldest is not null;
    }

    /// <summary>Resumes the task that has waited longest.</summary>
    /// <param name="result">The value that it is handed.</param>
    /// <returns>False if no task is parked.</returns>
    public bool TryUnpark(TResult result) => TryUnpark(result, out _);

    /// <inheritdoc cref="TryUnpark(TResult)"/>
    /// <param name="result">The value that it is handed.</param>
    /// <param name="state">The value that it left when it parked.</param>
    public bool TryUnpark(TResult result, [MaybeNullWhen(false)] out TState state)
    {
        VerifyAccess();
        if (_oldest is not { } parked)
        {
            state = default;
            return false;
        }

        state = parked.State;
        Remove(parked);
        parked.Succeed(result);
        return true;
    }

    /// <summary>Resumes every parked task, in the order in which they came.</summary>
    /// <param name="result">The value that each is handed.</param>
    /// <returns>How many there were.</returns>
    public int UnparkAll(TResult result)
    {
        var count = 0;
        while (TryUnpark(result))
            count++;
        return count;
    }

    /// <summary>Makes parked tasks fail, in the order in which they came.</summary>
    /// <param name="failure">Says, from a task's state, what it is to throw, or null to leave it parked. One exception per task.</param>
    /// <returns>How many failed.</returns>
    public int FailAll(Func<TState, Exception?> failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        VerifyAccess();
        var count = 0;
        for (var parked = _oldest; parked is not null;)
        {
            var later = parked.Later;
            if (failure(parked.State) is { } exception)
            {
                Remove(parked);
                parked.Fail(exception);
                count++;
            }

            parked = later;
        }

        return count;
    }

    /// <summary>
    /// Moves the tasks that have waited longest to the end of another lot. They count as unparked: cancellation no longer reaches them.
    /// </summary>
    /// <param name="target">A lot of the same loop.</param>
    /// <param name="count">At most how many.</param>
    /// <returns>How many were moved.</returns>
    public int Repark(ParkingLot<TState, TResult> target, int count)
    {
        ArgumentNullException.ThrowIfNull(target);
        VerifyAccess();
        target.VerifyAccess(nameof(Repark));
        var moved = 0;
        for (; moved < count && _oldest is { } parked; moved++)
        {
            Remove(parked);
            parked.MakeUncancelable();
            target.Append(parked);
        }

        return moved;
    }

    internal ValueTask PassPlain()
    {
        VerifyAccess(nameof(PassAsync));
        if (_scheduler.TryConsumeBudget())
            return ValueTask.CompletedTask;
        var passing = GiveWay(default!);
        return new ValueTask(passing, passing.Version);
    }

    internal ValueTask ParkPlain(TState state, string member)
    {
        VerifyAccess(member);
        var context = CancelContext.For(_scheduler);
        if (context.IsEffectivelyCanceled)
            return ValueTask.FromException(context.CreateException());
        var parked = Add(state, context);
        return new ValueTask(parked, parked.Version);
    }

    internal void Remove(ParkedTask<TState, TResult> parked)
    {
        if (parked.Earlier is not null)
            parked.Earlier.Later = parked.Later;
        else
            _oldest = parked.Later;
        if (parked.Later is not null)
            parked.Later.Earlier = parked.Earlier;
        else
            _newest = parked.Earlier;
        parked.Earlier = parked.Later = null;
        parked.Lot = null;
        Count--;
    }

    private ParkedTask<TState, TResult> Add(TState state, CancelContext context)
    {
        var parked = ParkedTask<TState, TResult>.Take();
        parked.State = state;
        parked.Start(context);
        Append(parked);
        return parked;
    }

    private void Append(ParkedTask<TState, TResult> parked)
    {
        parked.Lot = this;
        parked.Earlier = _newest;
        if (_newest is not null)
            _newest.Later = parked;
        else
            _oldest = parked;
        _newest = parked;
        Count++;
    }

    private ParkedTask<TState, TResult> GiveWay(TResult result)
    {
        var passing = ParkedTask<TState, TResult>.Take();
        passing.Start(_scheduler!.Uncancelable);
        _scheduler.Ready.Enqueue((Action)(() => passing.Succeed(result)), null, WorkKind.Action);
        return passing;
    }

    [MemberNotNull(nameof(_scheduler))]
    private void Bind(string member)
    {
        var current = Scheduler.Current;
        if (current is not null && Interlocked.CompareExchange(ref _scheduler, current, null) is null)
            return;
        var home = _scheduler is null ? "an event loop" : $"the loop '{_scheduler.Name}'";
        var here = current is null ? $"thread '{Thread.CurrentThread.Name ?? "unnamed"}', which runs no loop"
            : $"the loop '{current.Name}'";
        throw new InvalidOperationException(
            $"This {owner} belongs to {home}, and {member} was called on {here}. "
            + $"A {owner} is not thread-safe: hand the call to its loop with loop.Post(...) or loop.InvokeAsync(...), or "
            + $"keep one per loop in a LoopLocal<T>.");
    }
}
