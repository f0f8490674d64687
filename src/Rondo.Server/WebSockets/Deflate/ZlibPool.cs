namespace Rondo.Server.WebSockets.Deflate;

/// <summary>A few idle compressors: as many as can be at work at a time. Any thread.</summary>
internal sealed class ZlibPool<T>
    where T : class, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<T> _idle = new();

    /// <summary>A message may wait for its client in the middle, so that more than one for each processor can be out.</summary>
    private static int Capacity => 4 * Environment.ProcessorCount;

    internal T? TryTake()
    {
        lock (_lock)
            return _idle.TryPop(out var item) ? item : null;
    }

    internal void Put(T item)
    {
        lock (_lock)
        {
            if (_idle.Count < Capacity)
            {
                _idle.Push(item);
                return;
            }
        }

        item.Dispose();
    }
}
