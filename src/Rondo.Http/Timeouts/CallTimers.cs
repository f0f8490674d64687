namespace Rondo.Http.Timeouts;

/// <summary>A loop's timers for calls.</summary>
internal sealed class CallTimers(EventLoop loop)
{
    private const int MaxIdle = 256;

    private readonly Stack<CallTimer> _idle = [];

    internal EventLoop Loop { get; } = loop;

    internal CallTimer Rent() => _idle.TryPop(out var timer) ? timer : new CallTimer(this, Loop.Clock);

    internal void Push(CallTimer timer)
    {
        if (_idle.Count < MaxIdle)
            _idle.Push(timer);
    }
}
