using Rondo.Cancellation;
using Rondo.Core;

namespace Rondo;

/// <summary>
/// A piece of code that can be cancelled as a whole. Cancellation is ambient (every Rondo operation awaited inside, however
/// deep, belongs to the scope) and level-triggered: once cancelled, every later operation inside throws as well, until the
/// scope is left. The model is trio's.
/// </summary>
/// <remarks>
/// <para>At its exit a scope absorbs an <see cref="OperationCanceledException"/> if it is itself cancelled and no scope around
/// it is (up to a shield); otherwise the exception passes on to the scope that it is meant for.</para>
/// <para>Cancellation acts on Rondo operations. For anything else pass <see cref="CurrentToken"/>, or await with
/// <see cref="CancelExtensions.OrCancel(Task)"/>.</para>
/// <para>A scope belongs to the loop that created it. <see cref="Cancel()"/> may be called from any thread; everything else
/// belongs to that loop.</para>
/// </remarks>
public partial class CancelScope : CancelContext
{
    private CancelScope? _parent;
    private CancelScope? _firstChild;
    private CancelScope? _nextSibling;
    private CancelScope? _previousSibling;
    private ScopeDeadline? _deadline;
    private CancellationTokenSource? _source;
    private bool _shielded;
    private bool _closed;

    internal CancelScope(Scheduler scheduler, CancelScope? parent, string? name = null, bool shielded = false)
        : base(scheduler)
    {
        _parent = parent;
        _shielded = shielded;
        Name = name;
        if (parent is null)
            return;
        _nextSibling = parent._firstChild;
        if (_nextSibling is not null)
            _nextSibling._previousSibling = this;
        parent._firstChild = this;
        IsEffectivelyCanceled = !shielded && parent.IsEffectivelyCanceled;
    }

    /// <summary>The innermost scope that the calling code runs in; null outside of every loop. Any thread.</summary>
    public static CancelScope? Current => Ambient as CancelScope;

    /// <summary>
    /// Gets the token of the scope that the calling code runs in, for libraries that take one;
    /// <see cref="CancellationToken.None"/> outside of every loop.
    /// </summary>
    /// <remarks>Any thread that the code has come to from the scope's loop. Its callbacks run on that loop.</remarks>
    public static CancellationToken CurrentToken => Current?.Token ?? CancellationToken.None;

    /// <summary>The name given to the scope, if any: it appears in <see cref="ScopeCanceledException"/>.</summary>
    public string? Name { get; }

    /// <summary>Why this very scope was cancelled; null if it was not.</summary>
    public CancelReason? Reason { get; private set; }

    /// <summary>True if this very scope was cancelled, by a call or by its deadline.</summary>
    public bool CancelCalled => Reason is not null;

    /// <summary>True if operations inside throw: this scope is cancelled, or one around it and no shield lies between.</summary>
    public bool IsCanceled => IsEffectivelyCanceled;

    /// <summary>True while the scope hides cancellation of the scopes around it.</summary>
    public bool IsShielded => _shielded;

    /// <summary>The time left until the scope cancels itself; null without a deadline.</summary>
    public TimeSpan? Remaining =>
        _deadline is { IsArmed: true } timer ? TimeSpan.FromTicks(Math.Max(0, timer.Due - Scheduler.Now) / 100) : null;

    /// <summary>
    /// A token that is cancelled with this scope or one around it, for APIs that want one; created at first use. Its
    /// callbacks run on the scope's loop. Any thread: a library may ask for it where its own awaits have taken the code.
    /// </summary>
    public CancellationToken Token
    {
        get
        {
            if (_source is not null)
                return _source.Token;
            var source = new CancellationTokenSource();
            if (Interlocked.CompareExchange(ref _source, source, null) is null && IsEffectivelyCanceled)
                source.Cancel();
            return _source.Token;
        }
    }

    internal CancelScope? Parent => _parent;

    internal bool IsClosed => _closed;

    /// <summary>The timer of the scope's deadline, once there is one.</summary>
    internal ScopeDeadline? Deadline => _deadline;

    /// <summary>Whether an <see cref="OperationCanceledException"/> that leaves the scope's body now is meant for this scope.</summary>
    internal bool Absorbs => CancelCalled && (_shielded || _parent is not { IsEffectivelyCanceled: true });

    /// <summary>Throws <see cref="ScopeCanceledException"/> if the ambient scope is cancelled; never suspends.</summary>
    public static void ThrowIfCanceled()
    {
        if (Ambient is { IsEffectivelyCanceled: true } context)
            throw context.CreateException();
    }

    /// <summary>Cancels the scope: everything that waits inside it, and everything that will. Any thread; again is harmless.</summary>
    public void Cancel() => Cancel(CancelReason.Requested);

    /// <inheritdoc cref="Cancel()"/>
    /// <param name="message">Why, for <see cref="ScopeCanceledException.Reason"/>.</param>
    public void Cancel(string message) => Cancel(new CancelReason(CancelKind.Requested, message));

    /// <inheritdoc cref="Cancel()"/>
    /// <param name="reason">Why, for <see cref="ScopeCanceledException.Reason"/>.</param>
    public void Cancel(CancelReason reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (Core.Scheduler.Current == Scheduler)
            CancelHere(reason);
        else
            Scheduler.TryPost(
                (Action<object?>)(static boxed => ((CancelCall)boxed!).Run()), new CancelCall(this, reason), WorkKind.StateAction);
    }

    /// <summary>Sets, moves or (with <see cref="Timeout.InfiniteTimeSpan"/>) removes the deadline.</summary>
    /// <param name="delay">From now; zero or less cancels at once.</param>
    /// <exception cref="InvalidOperationException">The caller is not on the scope's loop.</exception>
    public void CancelAfter(TimeSpan delay)
    {
        if (Core.Scheduler.Current != Scheduler)
        {
            throw new InvalidOperationException(
                $"CancelScope.CancelAfter was called off the scope's loop '{Scheduler.Name}', which owns its deadline. "
                + "Hand the call to the loop with loop.InvokeAsync(...), or call Cancel(), which any thread may.");
        }

        if (_deadline is { IsArmed: true })
            Scheduler.Timers.Remove(_deadline);
        if (delay == Timeout.InfiniteTimeSpan)
            return;
        SetDeadline(
            delay, new CancelReason(
                CancelKind.Deadline,
                delay > TimeSpan.Zero ? $"the deadline of {DurationText.Of(delay)} passed"
                : "its deadline was set to a time that had passed"));
    }

    /// <summary>Sets a deadline, or brings it forward.</summary>
    internal void SetDeadline(TimeSpan delay, CancelReason reason)
    {
        if (_closed || CancelCalled)
            return;
        if (delay <= TimeSpan.Zero)
        {
            CancelHere(reason);
            return;
        }

        var deadline = Scheduler.DeadlineAfter(delay);
        if (_deadline is { IsArmed: true })
        {
            if (_deadline.Due <= deadline)
                return;
            Scheduler.Timers.Remove(_deadline);
        }

        var timer = RequireDeadline();
        timer.Reason = reason;
        timer.Due = deadline;
        if (deadline < Scheduler.FarFuture)
            Scheduler.Timers.Add(timer, deadline);
    }

    /// <summary>Returns the timer of the scope's deadline, and makes it if there is none.</summary>
    internal ScopeDeadline RequireDeadline() => _deadline ??= CreateDeadline();

    /// <summary>Makes the timer. A scope of another kind may do more than cancel when its deadline passes.</summary>
    private protected virtual ScopeDeadline CreateDeadline() => new(this);

    internal override OperationCanceledException CreateException()
    {
        var outermost = this;
        for (var scope = this; scope is not null; scope = scope._shielded ? null : scope._parent)
        {
            if (scope.CancelCalled)
                outermost = scope;
        }

        return new ScopeCanceledException(outermost.Reason ?? CancelReason.Requested, outermost.Name, outermost._source?.Token ?? default);
    }

    internal void CancelHere(CancelReason reason)
    {
        if (CancelCalled || _closed)
            return;
        Reason = reason;
        if (_deadline is { IsArmed: true })
            Scheduler.Timers.Remove(_deadline);
        SpreadCancellation();
    }

    internal void DeadlinePassed(CancelReason reason)
    {
        if (_shielded && _unshieldAtDeadline)
            Unshield();
        else
            CancelHere(reason);
    }

    /// <summary>Ends a shield: what was cancelled around it now acts inside it too.</summary>
    internal void Unshield()
    {
        _shielded = false;
        if (_parent is { IsEffectivelyCanceled: true })
            SpreadCancellation();
    }

    /// <summary>Leaves the scope. Its deadline and its place in the tree end here; a late <see cref="Cancel()"/> does nothing.</summary>
    internal void Close()
    {
        _closed = true;
        if (_deadline is { IsArmed: true })
            Scheduler.Timers.Remove(_deadline);
        if (_previousSibling is not null)
            _previousSibling._nextSibling = _nextSibling;
        else if (_parent is not null && _parent._firstChild == this)
            _parent._firstChild = _nextSibling;
        if (_nextSibling is not null)
            _nextSibling._previousSibling = _previousSibling;
        _nextSibling = _previousSibling = null;
    }

    /// <summary>
    /// First every wait in the tree, then the tokens: their callbacks are foreign code, which may leave scopes or enter them.
    /// </summary>
    private void SpreadCancellation()
    {
        if (IsEffectivelyCanceled)
            return;
        List<CancelScope>? sources = null;
        MarkCanceled(ref sources);
        if (sources is null)
            return;
        foreach (var scope in sources)
            scope.CancelSource();
    }

    /// <summary>The scopes inside in the order in which they were entered, which is the reverse of the list's.</summary>
    private void MarkCanceled(ref List<CancelScope>? sources)
    {
        IsEffectivelyCanceled = true;
        CancelWaiting();
        // The token may be created by another thread: one of the two sees what the other has written.
        Interlocked.MemoryBarrier();
        if (_source is not null)
            (sources ??= []).Add(this);
        var child = _firstChild;
        while (child?._nextSibling is not null)
            child = child._nextSibling;
        for (; child is not null; child = child._previousSibling)
        {
            if (!child._shielded && !child.IsEffectivelyCanceled)
                child.MarkCanceled(ref sources);
        }
    }

    /// <summary>
    /// Callbacks of the token are foreign code: they run without the loop's context, and what they throw is reported, not unwound.
    /// </summary>
    private void CancelSource()
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            _source!.Cancel();
        }
        catch (AggregateException exception)
        {
            Scheduler.Report(exception);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private sealed record CancelCall(CancelScope Scope, CancelReason Reason)
    {
        internal void Run() => Scope.CancelHere(Reason);
    }
}
