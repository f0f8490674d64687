using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Data;
using Rondo.Jobs.Definitions;

namespace Rondo.Jobs.Kills;

/// <summary>One of several processes with the same schedule and the same limited job, whose attempts record themselves.</summary>
internal sealed class Crowd
{
    internal const int Limit = 2;

    private readonly Database _database;
    private readonly string _process;

    internal Crowd(Database database, string process)
    {
        (_database, _process) = (database, process);
        var options = new JobsOptions { Lease = TimeSpan.FromMinutes(1), Clock = new FastClock() }; // a second
        Jobs = new JobQueue(database, options, NullLogger.Instance);
        Jobs.Add(new JobDefinition("tick", Options(), TickAsync, new CronSchedule("tick", "* * * * *", TimeZoneInfo.Utc)));
        Limited = new Job<int>(Jobs, Jobs.Add(new JobDefinition("limited", Options() with { Concurrency = Limit }, LimitAsync)));
    }

    internal JobQueue Jobs { get; }

    internal Job<int> Limited { get; }

    internal async Task StartAsync()
    {
        await Jobs.StartAsync();
        await _database.TransactionAsync(async transaction =>
        {
            await transaction.ExecuteAsync($"SELECT pg_advisory_xact_lock(1)");
            await transaction.ExecuteAsync($"CREATE TABLE IF NOT EXISTS ticks (job_id BIGINT NOT NULL, process TEXT NOT NULL)");
            await transaction.ExecuteAsync($"CREATE TABLE IF NOT EXISTS inside (n BIGINT NOT NULL, process TEXT NOT NULL)");
        });
    }

    private static JobOptions Options() => new() { MaxAttempts = 1000, RetryDelay = TimeSpan.Zero };

    private Task TickAsync(JobScope scope, string payload) =>
        _database.ExecuteAsync($"INSERT INTO ticks VALUES ({scope.Context.Id}, {_process})");

    private async Task LimitAsync(JobScope scope, string payload)
    {
        await _database.ExecuteAsync($"""
            INSERT INTO inside SELECT count(*), {_process} FROM rondo_jobs WHERE name = 'limited' AND state = 'running'
            """);
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(10));
    }
}
