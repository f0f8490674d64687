namespace Rondo.Http.Resilience;

/// <summary>The circuit of one host: closed, open for a time, then half open for one call. Belongs to its loop.</summary>
/// <remarks>The window is a ring of ten buckets, so that a call counts for the length of the window, to a tenth of it.</remarks>
internal sealed class Circuit(HttpCircuitBreakerOptions options, TimeProvider clock, string host)
{
    private const int Buckets = 10;

    private readonly (int Calls, int Failures)[] _buckets = new (int, int)[Buckets];
    private readonly long _start = clock.GetTimestamp();
    private long _last;
    private TimeSpan? _openUntil;
    private (int Calls, int Failures) _opening;
    private bool _probing;

    /// <summary>Lets a call through, or refuses it.</summary>
    /// <returns>Whether the call is the one that tries out a host after a break.</returns>
    internal bool Enter()
    {
        if (_openUntil is not { } until)
            return false;
        var now = clock.GetElapsedTime(_start);
        if (now < until || _probing)
        {
            var remaining = now < until ? until - now : TimeSpan.Zero;
            throw new CircuitOpenException(host, remaining, _opening.Failures, _opening.Calls, options.SamplingWindow);
        }

        _probing = true;
        return true;
    }

    /// <summary>Ends a call whose outcome says nothing, because the caller has cancelled it.</summary>
    internal void Abandon(bool isProbe)
    {
        if (isProbe)
            _probing = false;
    }

    internal void Record(bool failed, bool isProbe)
    {
        if (isProbe)
        {
            _probing = false;
            if (failed)
            {
                _openUntil = clock.GetElapsedTime(_start) + options.BreakDuration;
                return;
            }

            _openUntil = null;
            Array.Clear(_buckets);
        }

        ref var bucket = ref Current();
        bucket.Calls++;
        if (!failed)
            return;
        bucket.Failures++;
        var (calls, failures) = Total();
        if (_openUntil is null && calls >= options.MinimumCalls && failures >= options.FailureRatio * calls)
        {
            _opening = (calls, failures);
            _openUntil = clock.GetElapsedTime(_start) + options.BreakDuration;
        }
    }

    private ref (int Calls, int Failures) Current()
    {
        var now = clock.GetElapsedTime(_start).Ticks / Math.Max(1, options.SamplingWindow.Ticks / Buckets);
        for (var stale = Math.Max(_last + 1, now - Buckets + 1); stale <= now; stale++)
            _buckets[stale % Buckets] = default;
        _last = now;
        return ref _buckets[now % Buckets];
    }

    private (int Calls, int Failures) Total()
    {
        var (calls, failures) = (0, 0);
        foreach (var bucket in _buckets)
            (calls, failures) = (calls + bucket.Calls, failures + bucket.Failures);
        return (calls, failures);
    }
}
