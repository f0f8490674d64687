using System.ComponentModel;

namespace Rondo.Core;

/// <summary>
/// The context that an operation registers with while it waits: the mechanism under <see cref="CancelScope"/>, without public members.
/// Owned by one loop's thread.
/// </summary>
/// <remarks>
/// The ambient context is one <see cref="AsyncLocal{T}"/> that holds an immutable reference, written once per scope or
/// spawn and never per await: a task started eagerly interleaves with its parent, so a mutable stack would mix them up.
/// The list of waiting operations is intrusive: registering costs two writes and no allocation.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class CancelContext
{
    private static readonly AsyncLocal<CancelContext?> s_ambient = new();

    private Operation? _first;

    private protected CancelContext(Scheduler scheduler) => Scheduler = scheduler;

    internal Scheduler Scheduler { get; }

    /// <summary>True when operations started here must fail: this context or one around it (up to a shield) is cancelled.</summary>
    internal bool IsEffectivelyCanceled { get; private protected set; }

    /// <summary>The context of the executing code, whichever loop it belongs to; null outside of every loop.</summary>
    internal static CancelContext? Ambient
    {
        get => s_ambient.Value;
        set => s_ambient.Value = value;
    }

    /// <summary>The context that an operation started now on <paramref name="scheduler"/> belongs to.</summary>
    /// <remarks>A context that flowed here from another loop is not ours to touch: the loop's root stands in for it.</remarks>
    internal static CancelContext For(Scheduler scheduler)
    {
        var ambient = s_ambient.Value;
        return ambient is not null && ambient.Scheduler == scheduler ? ambient : scheduler.Root;
    }

    /// <summary>The exception that an operation cancelled by this context throws.</summary>
    internal abstract OperationCanceledException CreateException();

    internal void Register(Operation operation)
    {
        operation.Context = this;
        operation.Previous = null;
        operation.Next = _first;
        if (_first is not null)
            _first.Previous = operation;
        _first = operation;
    }

    internal void Unregister(Operation operation)
    {
        if (operation.Previous is not null)
            operation.Previous.Next = operation.Next;
        else if (_first == operation)
            _first = operation.Next;
        if (operation.Next is not null)
            operation.Next.Previous = operation.Previous;
        operation.Previous = operation.Next = null;
    }

    /// <summary>
    /// Asks every waiting operation to stop, oldest first, so that tasks see a cancellation in the order in which they
    /// began to wait. An operation that cannot stop at once (a kernel still owns it) stays registered until it has.
    /// </summary>
    private protected void CancelWaiting()
    {
        if (_first is null)
            return;
        var last = _first;
        while (last.Next is not null)
            last = last.Next;
        while (last is not null)
        {
            var later = last.Previous;
            last.Cancel();
            last = later;
        }
    }

    /// <summary>The number of operations that wait in this context now.</summary>
    internal int CountWaiting()
    {
        var count = 0;
        for (var operation = _first; operation is not null; operation = operation.Next)
            count++;
        return count;
    }
}
