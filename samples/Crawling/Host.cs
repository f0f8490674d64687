namespace Crawling;

/// <summary>A host: its addresses that wait, and when it may be asked again.</summary>
internal sealed class Host(CrawlOptions options)
{
    private readonly TimeProvider _clock = EventLoop.Current.Clock;
    private readonly long _origin = EventLoop.Current.Clock.GetTimestamp();
    private readonly Lock _turn = new();
    private TimeSpan _delay = options.Delay;
    private TimeSpan _next;

    internal Queue<Target> Waiting { get; } = new();

    /// <summary>Gets or sets the number of visits that have begun and not ended.</summary>
    internal int Running { get; set; }

    internal RobotsRules? Robots { get; set; }

    /// <summary>Gets the lock under which robots.txt is read, once.</summary>
    internal Lock RobotsLock { get; } = new();

    internal bool HasTurn => Waiting.Count > 0 && Running < options.PerHost;

    private TimeSpan Now => _clock.GetElapsedTime(_origin);

    /// <summary>Waits until the host may be asked again.</summary>
    /// <returns>Null, or the reason why the wait would be too long.</returns>
    internal async Task<string?> WaitForTurnAsync()
    {
        using var turn = await _turn.AcquireAsync();
        while (_next - Now is var left && left > TimeSpan.Zero) // again, because another request may have extended it
        {
            if (left > options.MaxWait)
                return $"The host asks to be left alone for {left.TotalSeconds:0} s, and the limit is {options.MaxWait.TotalSeconds:0} s.";
            await EventLoop.Sleep(left);
        }

        _next = Now + _delay;
        return null;
    }

    /// <summary>Leaves the host alone for some time.</summary>
    internal void Pause(TimeSpan time) => _next = Now + time > _next ? Now + time : _next;

    /// <summary>Sets the delay between two requests, unless it is longer already.</summary>
    internal void SlowDown(TimeSpan delay)
    {
        _delay = delay > _delay ? delay : _delay;
        Pause(_delay);
    }
}
