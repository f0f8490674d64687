using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rondo.Core;

/// <summary>The FIFO of ready steps: a ring that doubles when full. Owned by the loop's thread.</summary>
internal sealed class RunQueue
{
    private WorkItem[] _items = new WorkItem[64];
    private int _head;
    private int _count;
    private Action<WorkItem>? _elsewhere;

    internal int Count => _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enqueue(Delegate callback, object? state, WorkKind kind)
    {
        var items = _items;
        if (_count == items.Length)
        {
            EnqueueFull(callback, state, kind);
            return;
        }

        items[(_head + _count) & (items.Length - 1)] = new WorkItem(callback, state, kind);
        _count++;
    }

    /// <summary>
    /// The loop has ended: what is in the queue goes elsewhere, and so does what is enqueued from now on, by any thread. Tasks that were
    /// left behind resume on the thread pool, where they complete what others of them wait for.
    /// </summary>
    /// <remarks>Closed, it has no room, so that an open one pays nothing for this.</remarks>
    internal void Close(Action<WorkItem> elsewhere)
    {
        var left = new List<WorkItem>(_count);
        while (TryDequeue(out var item))
            left.Add(item);
        _elsewhere = elsewhere;
        Volatile.Write(ref _items, []);
        // Only now: what runs elsewhere enqueues from there.
        left.ForEach(elsewhere);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryDequeue(out WorkItem item)
    {
        if (_count == 0)
        {
            item = default;
            return false;
        }

        var items = _items;
        ref var slot = ref items[_head & (items.Length - 1)];
        item = slot;
        slot = default;
        _head = (_head + 1) & (items.Length - 1);
        _count--;
        return true;
    }

    /// <summary>Fisher-Yates over what is ready now, so that tests meet orders that FIFO would hide.</summary>
    [SuppressMessage("Security", "CA5394", Justification = "A seeded shuffle for tests, not a secret.")]
    internal void Shuffle(Random random)
    {
        var mask = _items.Length - 1;
        for (var i = _count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            ref var a = ref _items[(_head + i) & mask];
            ref var b = ref _items[(_head + j) & mask];
            (a, b) = (b, a);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnqueueFull(Delegate callback, object? state, WorkKind kind)
    {
        if (_elsewhere is { } elsewhere)
        {
            elsewhere(new WorkItem(callback, state, kind));
            return;
        }

        Grow();
        Enqueue(callback, state, kind);
    }

    private void Grow()
    {
        var bigger = new WorkItem[BitOperations.RoundUpToPowerOf2((uint)_items.Length + 1)];
        var tail = _items.Length - _head;
        Array.Copy(_items, _head, bigger, 0, tail);
        Array.Copy(_items, 0, bigger, tail, _head);
        _head = 0;
        _items = bigger;
    }
}
