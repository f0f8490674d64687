using Microsoft.Extensions.Logging;
using Rondo.Data;
using Rondo.Jobs.Definitions;
using Rondo.Jobs.Storage;
using Rondo.Jobs.Working;

namespace Rondo.Jobs;

/// <summary>The jobs of an app: a service, to look at jobs, cancel and retry them. Thread-safe.</summary>
public sealed class JobQueue
{
    private readonly Dictionary<string, JobDefinition> _definitions = [];
    private readonly AttemptLog _attempts = new();
    private readonly JobStore _store;
    private readonly JobsOptions _options;
    private readonly ILogger _logger;
    private volatile JobWorker? _worker;

    internal JobQueue(Database database, JobsOptions options, ILogger logger)
    {
        options.Validate();
        (_store, _options, _logger) = (new JobStore(database, options.Clock), options, logger);
    }

    internal bool HasDefinitions => _definitions.Count > 0;

    internal JobsOptions Options => _options;

    internal System.Text.Json.JsonSerializerOptions Json => _store.Database.Runner.Json;

    /// <summary>Gets whether the app's worker runs attempts, or has stored the end of one just now. On the worker's loop.</summary>
    internal bool IsBusy => _worker?.IsBusy == true;

    /// <summary>Keeps the attempts that end from now on, until it is disposed of.</summary>
    internal AttemptLog Watch() => _attempts.Watch();

    /// <summary>Returns a job, or null if there is none.</summary>
    /// <param name="id">The id.</param>
    public Task<JobInfo?> FindAsync(long id) => _store.FindAsync(id);

    /// <summary>Lists jobs, the newest first.</summary>
    /// <param name="state">The state; null: any.</param>
    /// <param name="limit">The largest number of jobs.</param>
    public Task<IReadOnlyList<JobInfo>> ListAsync(JobState? state = null, int limit = 100) => ListAsync(new JobFilter(state, Limit: limit));

    /// <summary>Lists jobs, the newest first.</summary>
    /// <param name="filter">Chooses the jobs.</param>
    public Task<IReadOnlyList<JobInfo>> ListAsync(JobFilter filter) => _store.ListAsync(filter);

    /// <summary>Returns the queues, the schedules and some of the jobs. It counts every row of the table.</summary>
    /// <param name="filter">Chooses the jobs.</param>
    public async Task<JobOverview> GetOverviewAsync(JobFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new JobOverview(await GetQueuesAsync(), await GetSchedulesAsync(), await ListAsync(filter));
    }

    /// <summary>Cancels a job. One that runs is cancelled at its next wait, in whichever process.</summary>
    /// <param name="id">The id.</param>
    /// <returns>Whether there was a job that had not ended.</returns>
    public async Task<bool> CancelAsync(long id)
    {
        if (!await _store.CancelAsync(id))
            return false;
        _worker?.Cancel(id);
        await _store.NotifyAsync(id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>Runs a job again that is dead or was cancelled, with all of its attempts.</summary>
    /// <param name="id">The id.</param>
    /// <returns>
    /// Whether there was one. Also false where another job of the same unique key waits or runs: the key says that it does the same work.
    /// </returns>
    public async Task<bool> RetryAsync(long id)
    {
        try
        {
            if (!await _store.RetryAsync(id))
                return false;
        }
        catch (DatabaseException exception) when (exception.Kind == DatabaseErrorKind.UniqueViolation)
        {
            return false;
        }

        _worker?.Wake();
        await _store.NotifyAsync();
        return true;
    }

    /// <summary>Runs every job that is due, until none is left: for tests. On a loop.</summary>
    /// <returns>The number of attempts that this call ran.</returns>
    /// <remarks>Limits of rate do not apply. Jobs that another worker runs are waited for.</remarks>
    public async Task<int> DrainAsync()
    {
        await StartAsync();
        return await NewWorker().DrainAsync();
    }

    private async Task<IReadOnlyList<QueueInfo>> GetQueuesAsync()
    {
        var counts = (await _store.CountAsync()).ToLookup(static row => row.Queue);
        var names = counts.Select(static queue => queue.Key).Concat(_options.Queues.Keys)
            .Concat(_definitions.Values.Select(static job => job.Options.Queue));
        return [.. names.Distinct().Order(StringComparer.Ordinal).Select(Info)];

        QueueInfo Info(string name)
        {
            var limits = _options.Of(name);
            long Count(string state) => counts[name].FirstOrDefault(row => row.State == state)?.Count ?? 0;
            return new QueueInfo(
                name, Count("scheduled"), Count("available"), Count("running"), Count("done"), Count("dead"), Count("cancelled"),
                limits.Concurrency, limits.Rate, limits.RatePeriod);
        }
    }

    private async Task<IReadOnlyList<ScheduleInfo>> GetSchedulesAsync()
    {
        JobDefinition[] schedules =
            [.. _definitions.Values.Where(static job => job.Schedule is not null).OrderBy(static job => job.Name, StringComparer.Ordinal)];
        if (schedules.Length == 0)
            return [];
        var stored = (await _store.GetOccurrencesAsync([.. schedules.Select(static job => job.Name)])).ToDictionary(static row => row.Name);
        return [.. schedules.Select(job =>
        {
            var next = stored.GetValueOrDefault(job.Name);
            return new ScheduleInfo(job.Name, job.Schedule!.Cron, job.Schedule.TimeZone, job.Options.Queue, next?.Time, next?.Id);
        })];
    }

    internal JobDefinition Add(JobDefinition definition)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(definition.Name);
        definition.Options.Validate();
        if (!_definitions.TryAdd(definition.Name, definition))
        {
            throw new ArgumentException(
                $"There are two jobs with the name \"{definition.Name}\". Give each job and each schedule a name of its own.",
                nameof(definition));
        }

        return definition;
    }

    internal async Task<long> EnqueueAsync(SqlExecutor to, JobDefinition job, string payload, EnqueueOptions options)
    {
        using var activity = JobActivities.StartSend(job, options.Queue ?? job.Options.Queue);
        var id = await _store.InsertAsync(to, job, payload, options);
        activity?.SetTag("messaging.message.id", id);
        // SQLite: the worker's next statement waits for the caller's transaction. PostgreSQL tells the workers at the commit.
        if (!_store.IsPostgres)
            _worker?.Wake();
        return id;
    }

    /// <summary>Creates the table, and stores the next occurrence of each schedule.</summary>
    internal async Task StartAsync()
    {
        await JobSchema.ApplyAsync(_store.Database);
        foreach (var definition in _definitions.Values.Where(static each => each.Schedule is not null))
        {
            if (definition.Schedule!.Next(await _store.GetNowAsync(_store.Database)) is { } next)
                await _store.InsertOccurrenceAsync(_store.Database, definition, next);
        }
    }

    /// <summary>Runs jobs until the caller is cancelled.</summary>
    internal async Task RunAsync()
    {
        _worker = NewWorker();
        try
        {
            await _worker.RunAsync();
        }
        finally
        {
            _worker = null; // its loop may end, and takes no calls then
        }
    }

    private JobWorker NewWorker() => new(_store, _logger, _options, _definitions, _attempts);
}
