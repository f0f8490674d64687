using Rondo.Core;

namespace Rondo.Testing.Client;

/// <summary>
/// Holds virtual time while a host starts or stops, which happens in part on the thread pool. Only for a second of real time:
/// what the host waits for may be time itself, a hosted service that sleeps.
/// </summary>
internal sealed class TimeHold : IDisposable
{
    private readonly Scheduler _scheduler;
    private readonly Timer _timer;
    private int _held = 1;

    internal TimeHold(Scheduler scheduler)
    {
        _scheduler = scheduler;
        scheduler.BeginExternal();
        using (ExecutionContext.SuppressFlow())
            _timer = new Timer(static hold => ((TimeHold)hold!).Release(), this, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        Release();
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _held, 0) == 1)
            _scheduler.EndExternal();
    }
}
