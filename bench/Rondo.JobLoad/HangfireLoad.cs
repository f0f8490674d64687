using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.Storage.SQLite;

namespace Rondo.JobLoad;

/// <summary>Hangfire, told to look for jobs as often as it can.</summary>
internal sealed class HangfireLoad : IJobLoad
{
    private const int Callers = 32;
    private readonly JobStorage _storage;
    private readonly BackgroundJobClient _client;
    private BackgroundJobServer? _server;

    internal HangfireLoad(string database)
    {
        var postgres = new PostgreSqlStorageOptions
        {
            AllowUnsafeValues = true,
            QueuePollInterval = TimeSpan.FromMilliseconds(15),
            EnableLongPolling = true,
        };
        _storage = database.EndsWith(".db", StringComparison.Ordinal)
            ? new SQLiteStorage(database, new SQLiteStorageOptions { QueuePollInterval = TimeSpan.FromMilliseconds(15) })
            : OpenPostgres(database, postgres);
        _client = new BackgroundJobClient(_storage);
    }

    private static PostgreSqlStorage OpenPostgres(string database, PostgreSqlStorageOptions options) =>
        new(new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(database, options), options);

    public Task EnqueueAsync(int count) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Factory.StartNew(
        () =>
        {
            for (var number = count * caller / Callers; number < count * (caller + 1) / Callers; number++)
                _client.Enqueue(() => Counter.Add());
        },
        TaskCreationOptions.LongRunning)));

    public Task StartWorkerAsync()
    {
        _server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = 20 }, _storage);
        return Task.CompletedTask;
    }

    public Task StopWorkerAsync()
    {
        _server!.Dispose();
        return Task.CompletedTask;
    }

    public Task WaitAsync(int count) => Counter.WaitAsync(count);

    public ValueTask DisposeAsync()
    {
        _server!.Dispose();
        return ValueTask.CompletedTask;
    }
}
