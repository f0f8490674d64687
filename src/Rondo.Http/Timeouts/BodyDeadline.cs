namespace Rondo.Http.Timeouts;

/// <summary>The time that a call has left for its response's body.</summary>
internal sealed class BodyDeadline(CallTimers timers, HttpRequestMessage request, long start, TimeSpan limit)
{
    internal bool IsHere => timers.Loop.IsCurrent;

    internal CallTimer Start(CancellationToken scope, CancellationToken token)
    {
        var left = limit - timers.Loop.Clock.GetElapsedTime(start);
        if (left <= TimeSpan.Zero)
            throw TimedOut();
        var timer = timers.Rent();
        timer.Start(left, scope, token);
        return timer;
    }

    internal void Return(CallTimer timer)
    {
        if (IsHere)
            timer.Return();
        else
            timers.Loop.Post(static timer => ((CallTimer)timer!).Return(), timer);
    }

    internal HttpTimeoutException TimedOut() => new(request, HttpPhase.Body, limit, nameof(HttpClientOptions.Timeout));
}
