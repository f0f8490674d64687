using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Data;
using Rondo.Jobs.Definitions;

namespace Rondo.Jobs.Kills;

/// <summary>Accepts orders, and serves them with jobs. A served order is recorded with the id of its job, outside of the job's
/// transaction.</summary>
internal sealed class Shop
{
    internal static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(600);

    private readonly Database _database;

    internal Shop(Database database)
    {
        _database = database;
        var options = new JobsOptions { Lease = Lease, GracePeriod = TimeSpan.FromSeconds(5) };
        Jobs = new JobQueue(database, options, NullLogger.Instance);
        Serve = new Job<long>(Jobs, Jobs.Add(new JobDefinition("serve", new JobOptions { MaxAttempts = 1000, RetryDelay = TimeSpan.FromMilliseconds(20) }, ServeAsync)));
    }

    internal JobQueue Jobs { get; }

    internal Job<long> Serve { get; }

    internal async Task StartAsync()
    {
        await Jobs.StartAsync();
        await _database.ExecuteAsync($"CREATE TABLE IF NOT EXISTS orders (id BIGINT PRIMARY KEY)");
        await _database.ExecuteAsync($"CREATE TABLE IF NOT EXISTS served (order_id BIGINT NOT NULL, job_id BIGINT NOT NULL)");
    }

    /// <summary>Accepts an order: it is accepted once this returns.</summary>
    internal Task AcceptAsync(long order) => _database.TransactionAsync(async transaction =>
    {
        await transaction.ExecuteAsync($"INSERT INTO orders VALUES ({order})");
        await Serve.EnqueueAsync(transaction, order);
    });

    private async Task ServeAsync(JobScope scope, string payload)
    {
        var order = long.Parse(payload, System.Globalization.CultureInfo.InvariantCulture);
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(order % 7));
        await _database.ExecuteAsync($"INSERT INTO served VALUES ({order}, {scope.Context.Id})");
        await EventLoop.Sleep(TimeSpan.FromMilliseconds(order % 5));
    }
}
