using System.Globalization;
using Microsoft.Extensions.Logging;
using Rondo.Data;
using Rondo.Jobs.Definitions;
using Rondo.Jobs.Storage;
using Rondo.Sync;

namespace Rondo.Jobs.Working;

/// <summary>Takes jobs and runs them, on one loop.</summary>
/// <remarks>
/// A pass takes what may run; then the worker sleeps until a job is enqueued or ends, the time of a job comes, or the lease of another
/// process ends. Nothing is polled:
/// each process has a timer for the next such time, and each statement that makes a new one wakes every process.
/// </remarks>
internal sealed partial class JobWorker
{
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromHours(1);

    private readonly JobStore _store;
    private readonly ILogger _logger;
    private readonly JobsOptions _options;
    private readonly IReadOnlyDictionary<string, JobDefinition> _definitions;
    private readonly AttemptLog _attempts;
    private readonly string[] _names;
    private readonly HashSet<RunningJob> _running = []; // attempts: a job that was taken again may have two for a while
    private readonly EventLoop _loop = EventLoop.Current;
    private Event _wake = new();
    private Event _busy = new();
    private Event _doubt = new();
    private bool _isStopping;
    private bool _mayHaveMore;

    internal JobWorker(
        JobStore store, ILogger logger, JobsOptions options, IReadOnlyDictionary<string, JobDefinition> definitions, AttemptLog attempts)
    {
        (_store, _logger, _options, _definitions, _attempts) = (store, logger, options, definitions, attempts);
        _names = [.. definitions.Keys];
    }

    /// <summary>Gets the name under which this worker holds jobs.</summary>
    internal string Id { get; } = WorkerName.New();

    internal bool IsBusy => _running.Count > 0;

    private long[] RunningIds => [.. _running.Select(static job => job.Row.Id)];

    /// <summary>Runs jobs until the caller is cancelled; then waits for those that run.</summary>
    internal async Task RunAsync()
    {
        using var hidden = JobActivities.StartHidden();
        using var stop = CancelScope.CurrentToken.Register(() => _loop.Post(Stop));
        await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => TaskGroup.RunAsync(
            async beside =>
            {
                if (_store.IsPostgres)
                    beside.Start(new JobListener(_store.Database, _logger, HandleNotification).RunAsync, "job notifications");
                beside.Start(RenewAsync, "job leases");
                await TaskGroup.RunAsync(WorkAsync, "jobs");
                beside.Cancel("the worker has stopped");
            },
            "job worker"));
        CancelScope.ThrowIfCanceled();
    }

    /// <summary>Runs what may run, until nothing is left.</summary>
    /// <returns>The number of attempts.</returns>
    internal async Task<int> DrainAsync()
    {
        var count = 0;
        using var hidden = JobActivities.StartHidden();
        await TaskGroup.RunAsync(async beside =>
        {
            beside.Start(RenewAsync, "job leases");
            while (true)
            {
                var taken = 0;
                await MaintainAsync();
                await TaskGroup.RunAsync(async jobs => taken = await TakeAsync(jobs, isLimited: false), "jobs");
                count += taken;
                var next = await _store.GetNextAsync(Id, RunningIds, _names);
                if (taken == 0 && next is { Available: 0, Lease: null } && !(next.Scheduled <= next.Now))
                    break;
                if (taken == 0)
                    await EventLoop.Sleep(TimeSpan.FromMilliseconds(10)); // another worker runs the rest
            }

            beside.Cancel("the jobs have ended");
        });
        return count;
    }

    /// <summary>Looks for jobs. From any thread.</summary>
    internal void Wake()
    {
        if (_loop.IsCurrent)
            _wake.Set();
        else
            _loop.Post(() => _wake.Set());
    }

    /// <summary>Cancels an attempt, if it runs here. From any thread.</summary>
    internal void Cancel(long id) => _loop.Post(
        () => Interrupt(id, new CancelReason(CancelKind.Requested, $"The job {id} was cancelled.")));

    private void Stop()
    {
        _isStopping = true;
        _wake.Set();
    }

    private async Task WorkAsync(TaskGroup jobs)
    {
        var failures = 0;
        var isDue = true; // jobs of a process that vanished may wait
        var isFirst = true;
        while (!_isStopping)
        {
            var sleep = TimeSpan.Zero;
            try
            {
                if (isFirst)
                    await _store.EndLeasesAsync();
                isFirst = false;
                if (isDue)
                    await MaintainAsync();
                await TakeAsync(jobs, isLimited: true);
                sleep = await NextAsync();
                failures = 0;
            }
            catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException)
            {
                sleep = Pause(++failures);
                LogUnavailable(exception.Message, sleep.TotalSeconds);
            }

            isDue = !await CancelScope.MoveOnAfter(sleep, () => _wake.WaitAsync()) || failures > 0;
            _wake = _isStopping ? _wake : new Event();
        }

        await EndAsync();
    }

    /// <summary>Makes available what is due or was left behind.</summary>
    private async Task MaintainAsync()
    {
        await _store.PromoteAsync();
        foreach (var row in await _store.RescueAsync(Id, RunningIds))
        {
            LogRescued(row.Name, row.Id, row.Attempt, row.State);
            if (row.State == "dead" && _definitions.GetValueOrDefault(row.Name) is { Schedule: not null } definition)
                await ScheduleAsync(_store.Database, definition, row.RunAt);
        }

        await _store.PurgeAsync(_options.KeepFinished);
    }

    /// <summary>Returns how long there is nothing to do.</summary>
    private async Task<TimeSpan> NextAsync()
    {
        var next = await _store.GetNextAsync(Id, RunningIds, _names);
        var sleep = s_longestSleep;
        if (next.Scheduled is { } scheduled)
            sleep = Least(sleep, TimeSpan.FromMilliseconds(scheduled - next.Now));
        if (next.Lease is { } lease)
            sleep = Least(sleep, TimeSpan.FromMilliseconds(Math.Min(lease - next.Now, _options.Lease.TotalMilliseconds)));
        if (next.Available > 0)
            sleep = Least(RateWait(), Least(sleep, _options.Lease)); // the process that took it may vanish
        return sleep < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : sleep;
    }

    /// <summary>Waits for the attempts that run: first for their end, then for their cleanup.</summary>
    private async Task EndAsync()
    {
        await CancelScope.MoveOnAfter(_options.GracePeriod, async () =>
        {
            while (_running.Count > 0)
            {
                _wake = new Event();
                await _wake.WaitAsync();
            }
        });
        foreach (var job in _running.ToArray())
            job.Interrupt(new CancelReason(CancelKind.Shutdown, "The app is stopping, and the job runs again later."));
    }

    /// <summary>Renews the lease while a job runs: in time, and when another process says that one was cancelled.</summary>
    private async Task RenewAsync()
    {
        while (true)
        {
            await _busy.WaitAsync();
            await CancelScope.MoveOnAfter(_options.Lease / 3, () => _doubt.WaitAsync());
            _doubt = new Event();
            if (_running.Count == 0)
            {
                _busy = new Event();
                continue;
            }

            try
            {
                var before = _running.ToArray();
                var own = (await _store.RenewAsync(Id, RunningIds)).ToHashSet();
                foreach (var job in before.Where(job => !own.Contains(job.Row.Id)))
                {
                    job.Interrupt(new CancelReason(
                        CancelKind.Requested, $"The job {job.Row.Id} was cancelled, or another process runs it."));
                }
            }
            catch (Exception exception) when (exception is DatabaseUnavailable or DatabaseException)
            {
                LogNotRenewed(exception.Message);
            }
        }
    }

    /// <summary>Looks for jobs, or whether the job of the number is still this worker's: it may have been taken again since it was
    /// cancelled.</summary>
    private void HandleNotification(string payload)
    {
        if (payload.Length == 0)
            _wake.Set();
        else if (_running.Any(job => job.Row.Id.ToString(CultureInfo.InvariantCulture) == payload))
            _doubt.Set();
    }

    private void Interrupt(long id, CancelReason reason)
    {
        foreach (var job in _running.Where(job => job.Row.Id == id).ToArray())
            job.Interrupt(reason);
    }

    private static TimeSpan Pause(int failures) => TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, Math.Min(failures, 10)), 5_000));

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(1, LogLevel.Warning, "Could not look for jobs; trying again in {Seconds:0.0} s. {Message}")]
    private partial void LogUnavailable(string message, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "The process that ran job {Name} {Id} (attempt {Attempt}) vanished; the job is {State} now")]
    private partial void LogRescued(string name, long id, int attempt, string state);

    [LoggerMessage(3, LogLevel.Warning, "Could not renew the lease of the running jobs; trying again. {Message}")]
    private partial void LogNotRenewed(string message);
}
