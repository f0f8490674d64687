namespace Rondo.Processes;

/// <summary>The reports of one progress on their way to the caller's loop. If the loop does not keep up, the oldest give way.</summary>
internal sealed class ProgressQueue(EventLoop loop)
{
    /// <summary>The number of reports that may wait for the loop.</summary>
    internal const int Limit = 64;

    private readonly System.Threading.Lock _lock = new();
    private readonly Queue<Action> _reports = new();

    internal void Add(Action report)
    {
        lock (_lock)
        {
            _reports.Enqueue(report);
            if (_reports.Count > Limit)
            {
                // A step of the loop is under way for each that waits, so that this one takes the step of the oldest.
                _reports.Dequeue();
                return;
            }
        }

        loop.Post(Deliver);
    }

    private void Deliver()
    {
        Action report;
        lock (_lock)
            report = _reports.Dequeue();
        report();
    }
}
