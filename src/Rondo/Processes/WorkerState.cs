namespace Rondo.Processes;

/// <summary>The states of a worker, which the pool's lock guards.</summary>
internal enum WorkerState
{
    Starting,
    Idle,
    Busy,

    /// <summary>It was killed or retired, or has crashed: it gets no call, and another takes its place.</summary>
    Ending,
}
