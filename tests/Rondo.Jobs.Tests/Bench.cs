using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Jobs.Definitions;

namespace Rondo.Jobs.Tests;

/// <summary>The jobs of an app without the app: one process of several that share a database.</summary>
internal sealed class Bench
{
    private Bench(Database database, JobQueue jobs) => (Database, Jobs) = (database, jobs);

    internal Database Database { get; }

    internal JobQueue Jobs { get; }

    internal static async Task<Bench> CreateAsync(Database database, JobsOptions? options = null)
    {
        var bench = new Bench(database, new JobQueue(database, options ?? new JobsOptions(), NullLogger.Instance));
        await bench.Jobs.StartAsync();
        return bench;
    }

    internal Job<string> Define(string name, Func<string, JobContext, Task> handler, JobOptions? options = null) =>
        new(Jobs, Jobs.Add(new JobDefinition(name, options ?? new JobOptions { RetryDelay = TimeSpan.Zero }, (scope, json) => handler(json.Trim('"'), scope.Context))));

    internal async Task<JobInfo> FindAsync(long id) => await Jobs.FindAsync(id) ?? throw new InvalidOperationException($"There is no job {id}.");

    /// <summary>Runs a worker while a function runs.</summary>
    internal Task WorkAsync(Func<Task> function) => TaskGroup.RunAsync(async group =>
    {
        group.Start(Jobs.RunAsync, "worker");
        await function();
        group.Cancel("the test is over");
    });

    internal async Task UntilAsync(long id, JobState state)
    {
        await CancelScope.FailAfter(TimeSpan.FromMinutes(1), async () =>
        {
            while ((await FindAsync(id)).State != state)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(5));
        });
    }
}
