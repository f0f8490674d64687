using Rondo.Processes;

namespace Rondo;

/// <summary>The workers: their starts, ends and limits.</summary>
public sealed partial class ProcessPool
{
    /// <summary>The number of rounds of failed starts without a worker that is ready, after which calls fail rather than wait for the
    /// next.</summary>
    private const int PatientRounds = 3;

    private static readonly TimeSpan s_memoryInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(5);

    private readonly Timer? _memoryTimer;
    private Timer? _retry;
    private int _failedRounds;
    private int _hopelessRounds = PatientRounds;
    private long _started;
    private long _crashed;

    /// <summary>The ids of the processes that live, for tests.</summary>
    internal int[] ProcessIds
    {
        get
        {
            lock (_lock)
                return [.. _workers.Where(static each => each.Id != 0 && each.State != WorkerState.Ending).Select(static each => each.Id)];
        }
    }

    internal void OnReady(WorkerProcess worker)
    {
        lock (_lock)
        {
            if (worker.State != WorkerState.Starting)
                return; // killed meanwhile
            _failedRounds = 0;
            _hopelessRounds = PatientRounds;
            _starting--;
            _started++;
            Rest(worker);
            if (_isClosing)
                NoteProgress();
        }

        Pump();
    }

    internal void OnEnded(WorkerProcess worker, WorkerEnd end, Exception? failure)
    {
        PoolCall? call;
        PoolCall[] hopeless = [];
        lock (_lock)
        {
            _workers.Remove(worker);
            call = worker.Call;
            if (worker.State == WorkerState.Starting)
                hopeless = OnNotStarted(worker);
            else if (worker.State != WorkerState.Ending)
                _crashed++;
            End(worker);
            NoteProgress();
        }

        call?.Release();
        call?.End(new WorkerCrashedException(
            $"Worker process {worker.Id} {end.Text} while it ran '{call.Function}'.{end.OutputText}", worker.Id, end));
        foreach (var each in hopeless)
            each.End(new ProcessPoolException($"No worker process can be started: {Reason(end, failure)}.{end.OutputText}", failure));
        Pump();
    }

    /// <remarks>The runtime's own exit codes overlap with those of signals, so that a start that failed tells its code alone.</remarks>
    private static string Reason(WorkerEnd end, Exception? failure) => failure switch
    {
        WorkerProcess.NotReadyException { HasEnded: true } => $"it ended with exit code {end.ExitCode} before it was ready",
        null => "it ended before it was ready",
        _ => failure.Message.TrimEnd('.'),
    };

    /// <summary>Counts a start that failed.</summary>
    /// <returns>The calls to fail: there is no hope of a worker soon.</returns>
    private PoolCall[] OnNotStarted(WorkerProcess worker)
    {
        // All that were started together count once.
        _failedRounds = Math.Max(_failedRounds, worker.Round + 1);
        if (_failedRounds < _hopelessRounds || _workers.Any(static each => each.State != WorkerState.Ending))
            return [];
        PoolCall[] hopeless = [.. _waiting];
        foreach (var each in hopeless)
            Leave(each.Node!);
        return hopeless;
    }

    /// <summary>Counts a worker out, and has another take its place. Has no effect on one that is ending.</summary>
    private void End(WorkerProcess worker)
    {
        switch (worker.State)
        {
            case WorkerState.Starting:
                _starting--;
                break;
            case WorkerState.Idle:
                WorkerProcess[] others = [.. _idle.Where(each => each != worker).Reverse()];
                _idle.Clear();
                foreach (var each in others)
                    _idle.Push(each);
                break;
            case WorkerState.Busy:
                Detach(worker);
                break;
            default:
                return;
        }

        // A worker that was ready shows that the program can start workers: patience begins with the end of the last.
        if (worker.State != WorkerState.Starting && _idle.Count + _busy == 0)
            _hopelessRounds = _failedRounds + PatientRounds;
        worker.State = WorkerState.Ending;
        StartMissing();
    }

    private void StartMissing()
    {
        if (_isClosing && _waiting.Count == 0)
            return;
        if (_failedRounds > 0)
        {
            // With nobody waiting, a program that cannot start workers is left alone.
            if (_retry is null && (_failedRounds < _hopelessRounds || _waiting.Count > 0))
                _retry = new Timer(static pool => ((ProcessPool)pool!).Retry(), this, Delay(), Timeout.InfiniteTimeSpan);
            return;
        }

        StartNow();
    }

    private TimeSpan Delay() => TimeSpan.FromMilliseconds(Math.Min(
        s_longestDelay.TotalMilliseconds, s_firstDelay.TotalMilliseconds * Math.Pow(4, Math.Min(_failedRounds, 8) - 1)));

    private void Retry()
    {
        lock (_lock)
        {
            _retry?.Dispose();
            _retry = null;
            if (!_isClosing || _waiting.Count > 0)
                StartNow();
        }
    }

    private void StartNow()
    {
        for (var missing = _wanted - Living; missing > 0; missing--)
        {
            var worker = new WorkerProcess(this, _options, _failedRounds);
            _workers.Add(worker);
            _starting++;
            worker.Start();
        }
    }

    /// <summary>Whether a worker has run enough calls, or uses too much memory, to be replaced after its call.</summary>
    private bool IsSpent(WorkerProcess worker) => worker.Calls >= _options.MaxCallsPerWorker
        || (_options.MemoryLimit is { } limit && worker.Memory > limit);

    private void CheckMemory()
    {
        WorkerProcess[] busy;
        lock (_lock)
            busy = [.. _workers.Where(static each => each.State == WorkerState.Busy)];
        foreach (var worker in busy)
        {
            var memory = worker.Memory;
            if (memory <= _options.MemoryLimit)
                continue;
            PoolCall? call;
            lock (_lock)
            {
                call = worker.Call;
                End(worker);
                NoteProgress();
            }

            worker.Kill();
            call?.Release();
            call?.End(new WorkerCrashedException(
                $"Worker process {worker.Id} was killed while it ran '{call.Function}': it used {memory >> 20} MB, "
                + $"and ProcessPoolOptions.MemoryLimit is {_options.MemoryLimit >> 20} MB.",
                worker.Id,
                new WorkerEnd(137, [])));
            Pump();
        }
    }
}
