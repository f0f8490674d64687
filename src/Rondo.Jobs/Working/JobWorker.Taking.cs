using Rondo.Jobs.Storage;

namespace Rondo.Jobs.Working;

/// <summary>Taking jobs, within the limits of their queue in this process and of their name in all processes.</summary>
internal sealed partial class JobWorker
{
    private readonly Dictionary<string, RateWindow> _rates = [];

    /// <summary>The times, of the loop's clock, at which the rates of names allow another attempt.</summary>
    private readonly Dictionary<string, (long Since, TimeSpan Wait)> _waits = [];

    private async Task<int> TakeAsync(TaskGroup jobs, bool isLimited)
    {
        var taken = 0;
        _mayHaveMore = false;
        _waits.Clear();
        foreach (var ready in (await _store.GetReadyAsync(_names)).GroupBy(static row => row.Queue, static row => row.Name))
        {
            var limits = _options.Of(ready.Key);
            var rate = _rates.TryGetValue(ready.Key, out var known) ? known : _rates[ready.Key] = new RateWindow(limits);
            var free = limits.Concurrency - _running.Count(job => job.Row.Queue == ready.Key);
            var most = isLimited ? rate.Allowance(free) : free;
            _mayHaveMore |= free <= 0;
            if (most <= 0 || _isStopping)
                continue;
            var count = await TakeAsync(jobs, ready.Key, [.. ready], most, isLimited);
            rate.Add(count);
            taken += count;
            _mayHaveMore |= count == free;
        }

        return taken;
    }

    /// <summary>Takes jobs of a queue: first those whose name has limits, which an endless line of others would hold up.</summary>
    private async Task<int> TakeAsync(TaskGroup jobs, string queue, string[] names, int most, bool isLimited)
    {
        var taken = 0;
        string[] limited = isLimited ? [.. names.Where(name => _definitions[name].Options.IsLimited)] : [];
        foreach (var name in limited)
        {
            if (taken == most)
                break;
            var (rows, wait) = await _store.TakeLimitedAsync(Id, queue, _definitions[name], most - taken, _options.Lease);
            taken += Start(jobs, rows);
            if (wait is { } time)
                _waits[name] = (EventLoop.Current.Clock.GetTimestamp(), time);
        }

        string[] others = [.. names.Except(limited)];
        if (others.Length > 0 && taken < most)
            taken += Start(jobs, await _store.TakeAsync(_store.Database, Id, queue, others, most - taken, _options.Lease));
        return taken;
    }

    private int Start(TaskGroup jobs, IReadOnlyList<JobRow> rows)
    {
        foreach (var row in rows)
            Start(jobs, row);
        return rows.Count;
    }

    private void Start(TaskGroup jobs, JobRow row)
    {
        var job = new RunningJob(row, _definitions[row.Name]);
        foreach (var earlier in _running.Where(each => each.Row.Id == row.Id).ToArray())
            earlier.Supersede();
        _running.Add(job);
        _busy.Set();
        jobs.Start(
            async () =>
            {
                await AttemptAsync(job);
                _running.Remove(job);
                var isLimited = job.Definition.Options.Concurrency > 0;
                if (_mayHaveMore || _isStopping || isLimited)
                    _wake.Set();
                if (isLimited)
                    await NotifyAsync(); // another process may have waited for this end
            },
            $"job {row.Name} {row.Id}");
    }

    private async Task NotifyAsync()
    {
        try
        {
            await _store.NotifyAsync();
        }
        catch (Exception exception) when (exception is Data.DatabaseUnavailable or Data.DatabaseException)
        {
            // Other processes look again after a lease.
        }
    }

    /// <summary>Returns the time until a rate allows another attempt.</summary>
    private TimeSpan RateWait()
    {
        var clock = EventLoop.Current.Clock;
        var least = s_longestSleep;
        foreach (var (since, wait) in _waits.Values)
            least = Least(least, wait - clock.GetElapsedTime(since));
        foreach (var rate in _rates.Values)
            least = Least(least, rate.Wait() ?? least);
        return least;
    }
}
