namespace Rondo.Api.Responses;

/// <summary>How the items of a stream become bytes.</summary>
internal abstract class ItemFormat<T>
{
    internal abstract string ContentType { get; }

    /// <summary>Writes an item.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="item">The item.</param>
    /// <param name="index">How many went before it.</param>
    internal abstract void Write(ItemBuffer to, T item, long index);

    /// <summary>Writes what follows the last item.</summary>
    internal virtual void End(ItemBuffer to, long count)
    {
    }
}
