namespace Rondo.Data.Engines.Sqlite;

/// <summary>
/// Keeps values by text, and disposes of the one that was not used for the longest time when there are too many. One thread at a time.
/// </summary>
/// <param name="most">The largest number of values.</param>
internal sealed class LeastRecent<T>(int most) : IDisposable
    where T : class, IDisposable
{
    private readonly Dictionary<string, LinkedListNode<(string Text, T Value)>> _byText = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Text, T Value)> _byUse = [];

    internal T? Find(string text)
    {
        if (!_byText.TryGetValue(text, out var node))
            return null;
        if (_byUse.First != node)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        return node.Value.Value;
    }

    internal void Add(string text, T value)
    {
        if (_byText.Count == most)
        {
            var (oldest, dropped) = _byUse.Last!.Value;
            _byUse.RemoveLast();
            _byText.Remove(oldest);
            dropped.Dispose();
        }

        _byText.Add(text, _byUse.AddFirst((text, value)));
    }

    public void Dispose()
    {
        foreach (var (_, value) in _byUse)
            value.Dispose();
        _byUse.Clear();
        _byText.Clear();
    }
}
