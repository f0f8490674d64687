namespace Rondo.Jobs.Working;

/// <summary>The attempts that have ended, for tests: while one is watched for, and under a virtual clock always.</summary>
/// <remarks>Under a real clock an app that nobody watches would keep all of its errors.</remarks>
internal sealed class AttemptLog : IDisposable
{
    private readonly List<EndedAttempt> _ended = [];
    private bool _isWatched;

    internal AttemptLog Watch()
    {
        lock (_ended)
            _isWatched = true;
        return this;
    }

    /// <summary>Adds an attempt. On its loop.</summary>
    internal void Add(EndedAttempt attempt)
    {
        lock (_ended)
        {
            if (_isWatched || EventLoop.TryCurrent?.Clock is VirtualClock)
                _ended.Add(attempt);
        }
    }

    internal IReadOnlyList<EndedAttempt> Take()
    {
        lock (_ended)
        {
            EndedAttempt[] taken = [.. _ended];
            _ended.Clear();
            return taken;
        }
    }

    /// <summary>Stops to watch.</summary>
    public void Dispose()
    {
        lock (_ended)
            _isWatched = false;
    }
}
