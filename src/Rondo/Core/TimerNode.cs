namespace Rondo.Core;

/// <summary>Something that a <see cref="TimerHeap"/> can hold. Embedded in its owner, so that arming a timer allocates nothing.</summary>
internal abstract class TimerNode
{
    /// <summary>1-based position in the heap; 0 when not armed.</summary>
    internal int HeapIndex;

    /// <summary>Order of arming, which decides between equal deadlines.</summary>
    internal uint Sequence;

    internal bool IsArmed => HeapIndex != 0;

    /// <summary>Called on the loop's thread, with the node already out of the heap, when its deadline has passed.</summary>
    internal abstract void OnTimer();
}
