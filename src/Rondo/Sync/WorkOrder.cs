namespace Rondo.Sync;

/// <summary>The order in which the items of a <see cref="WorkQueue{T}"/> are taken.</summary>
public enum WorkOrder
{
    /// <summary>The oldest item first.</summary>
    FirstInFirstOut,

    /// <summary>The newest item first.</summary>
    LastInFirstOut,
}
