namespace Rondo.JobLoad;

/// <summary>Enqueues and runs jobs that do nothing.</summary>
internal interface IJobLoad : IAsyncDisposable
{
    /// <summary>Enqueues jobs, 32 at a time, each with a commit of its own.</summary>
    Task EnqueueAsync(int count);

    /// <summary>Starts a worker of 20 jobs at a time.</summary>
    Task StartWorkerAsync();

    Task StopWorkerAsync();

    /// <summary>Waits until a number of jobs has run since the start.</summary>
    Task WaitAsync(int count);
}
