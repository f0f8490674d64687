using Rondo.Data.Engines;

namespace Rondo.Data.Locks;

/// <summary>The callers of one process that want the same lock: one after the other, in the order in which they came.</summary>
/// <remarks>So that a process has one place in the line of a lock, however many of its tasks want it.</remarks>
internal sealed class LocalTurns
{
    private readonly System.Threading.Lock _lock = new();
    private readonly Dictionary<string, (Turns Turns, int Users)> _names = [];

    internal async Task<IDisposable> TakeAsync(string name)
    {
        Turns turns;
        lock (_lock)
        {
            turns = _names.TryGetValue(name, out var known) ? known.Turns : new Turns(1, Timeout.InfiniteTimeSpan, "lock");
            _names[name] = (turns, known.Users + 1);
        }

        try
        {
            await turns.TakeAsync();
            return new Turn(this, name, turns);
        }
        catch
        {
            Leave(name);
            throw;
        }
    }

    private void Leave(string name)
    {
        lock (_lock)
        {
            if (_names[name] is { Users: > 1 } used)
                _names[name] = used with { Users = used.Users - 1 };
            else
                _names.Remove(name);
        }
    }

    private sealed class Turn(LocalTurns all, string name, Turns turns) : IDisposable
    {
        public void Dispose()
        {
            turns.Release();
            all.Leave(name);
        }
    }
}
