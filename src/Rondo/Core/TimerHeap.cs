namespace Rondo.Core;

/// <summary>Deadlines of one loop, earliest first, first armed first among equals. Owned by the loop's thread.</summary>
/// <remarks>
/// A 4-ary heap with the keys inline: exact order, which virtual-time tests need, in 16 bytes a timer, removal in
/// O(log n) because a node knows its index. A timing wheel was rejected: it rounds deadlines, and a tick costs an idle
/// loop wakeups. 4-ary against binary: half the levels, and four 16-byte entries share a cache line.
/// </remarks>
internal sealed class TimerHeap
{
    private Entry[] _entries = new Entry[16];
    private int _count;
    private uint _sequence;

    internal int Count => _count;

    /// <summary>The earliest deadline in nanoseconds, or <see cref="long.MaxValue"/>.</summary>
    internal long Next => _count == 0 ? long.MaxValue : _entries[0].Deadline;

    internal void Add(TimerNode node, long deadline)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, _count * 2);
        node.Sequence = _sequence++;
        SiftUp(_count++, new Entry(deadline, node));
    }

    internal void Remove(TimerNode node)
    {
        if (node.HeapIndex == 0)
            return;
        var index = node.HeapIndex - 1;
        node.HeapIndex = 0;
        var last = _entries[--_count];
        _entries[_count] = default;
        if (index == _count)
            return;
        if (index > 0 && last.Before(_entries[(index - 1) >> 2]))
            SiftUp(index, last);
        else
            SiftDown(index, last);
    }

    /// <summary>Takes out the earliest node if its deadline is not after <paramref name="now"/>.</summary>
    internal TimerNode? PopDue(long now)
    {
        if (_count == 0 || _entries[0].Deadline > now)
            return null;
        var node = _entries[0].Node;
        Remove(node);
        return node;
    }

    private void SiftUp(int index, Entry entry)
    {
        var entries = _entries;
        while (index > 0)
        {
            var parent = (index - 1) >> 2;
            if (!entry.Before(entries[parent]))
                break;
            Place(entries, index, entries[parent]);
            index = parent;
        }

        Place(entries, index, entry);
    }

    private void SiftDown(int index, Entry entry)
    {
        var entries = _entries;
        while (true)
        {
            var child = (index << 2) + 1;
            if (child >= _count)
                break;
            var end = Math.Min(child + 4, _count);
            var least = child;
            while (++child < end)
            {
                if (entries[child].Before(entries[least]))
                    least = child;
            }

            if (!entries[least].Before(entry))
                break;
            Place(entries, index, entries[least]);
            index = least;
        }

        Place(entries, index, entry);
    }

    private static void Place(Entry[] entries, int index, Entry entry)
    {
        entries[index] = entry;
        entry.Node.HeapIndex = index + 1;
    }

    private readonly struct Entry(long deadline, TimerNode node)
    {
        internal readonly long Deadline = deadline;
        internal readonly TimerNode Node = node;

        internal bool Before(in Entry other) =>
            Deadline < other.Deadline || (Deadline == other.Deadline && (int)(Node.Sequence - other.Node.Sequence) < 0);
    }
}
