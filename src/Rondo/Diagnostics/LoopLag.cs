using System.Diagnostics;
using Rondo.Core;

namespace Rondo.Diagnostics;

/// <summary>Measures how long a post waits for its turn on a loop. Each reading posts the probe of the next one.</summary>
/// <remarks>A probe for each reading, rather than a timer: an idle loop that nobody measures is not woken.</remarks>
internal sealed class LoopLag(Scheduler scheduler)
{
    private readonly Lock _gate = new();
    private long _posted;
    private TimeSpan _last;

    /// <summary>Returns the wait of the last probe: so far, if it still waits. Any thread.</summary>
    internal TimeSpan Read()
    {
        lock (_gate)
        {
            if (_posted != 0)
                return Stopwatch.GetElapsedTime(_posted);
            _posted = Stopwatch.GetTimestamp();
        }

        scheduler.TryPost((Action)Arrive, null, WorkKind.Action);
        return _last;
    }

    private void Arrive()
    {
        lock (_gate)
            (_last, _posted) = (Stopwatch.GetElapsedTime(_posted), 0);
    }
}
