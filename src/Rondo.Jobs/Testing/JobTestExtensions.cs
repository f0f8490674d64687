using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Jobs.Working;

namespace Rondo.Jobs;

/// <summary>Jobs in tests: on a <c>TestClient</c>, or on the services of an app.</summary>
public static class JobTestExtensions
{
    /// <summary>Runs every job that is due, until none is left. On a loop.</summary>
    /// <param name="app">The test client, or the app's services.</param>
    /// <param name="throwOnFailure">Whether a failed attempt is thrown, after all have ended.</param>
    /// <returns>
    /// The number of attempts. Under the virtual clock it includes those that the app's worker has run since the last call; otherwise
    /// only those of this call.
    /// </returns>
    /// <exception cref="JobsFailedException">Attempts failed. An attempt that failed is due again after its delay: advance the
    /// clock.</exception>
    /// <exception cref="InvalidOperationException">The app has no jobs.</exception>
    public static async Task<int> DrainJobsAsync(this IServiceProvider app, bool throwOnFailure = true)
    {
        var queue = Queue(app);
        using var watch = queue.Watch();
        await queue.DrainAsync();
        while (queue.IsBusy)
            await EventLoop.Yield(); // the end of an attempt is stored before the attempt is over
        var ended = watch.Take();
        var failures = ended.Where(static each => each.Error is not null).ToList();
        return throwOnFailure && failures.Count > 0 ? throw new JobsFailedException(failures, ended.Count) : ended.Count;
    }

    /// <summary>Lists the jobs of a name that were enqueued, the oldest first: those that wait and those that have run.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="app">The test client, or the app's services.</param>
    /// <param name="name">The name of the job.</param>
    /// <exception cref="InvalidOperationException">The app has no jobs.</exception>
    public static async Task<IReadOnlyList<EnqueuedJob<T>>> ListEnqueuedAsync<T>(this IServiceProvider app, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var queue = Queue(app);
        await queue.StartAsync();
        var json = (JsonTypeInfo<T>)queue.Json.GetTypeInfo(typeof(T));
        return [.. (await queue.ListAsync(limit: int.MaxValue)).Where(job => job.Name == name).Reverse()
            .Select(job => new EnqueuedJob<T>(JsonSerializer.Deserialize(job.Payload, json)!, job))];
    }

    /// <inheritdoc cref="ListEnqueuedAsync{T}(IServiceProvider, string)"/>
    /// <param name="app">The test client, or the app's services.</param>
    /// <param name="job">The job.</param>
    public static Task<IReadOnlyList<EnqueuedJob<T>>> ListEnqueuedAsync<T>(this IServiceProvider app, Job<T> job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return app.ListEnqueuedAsync<T>(job.Name);
    }

    private static JobQueue Queue(IServiceProvider app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.GetService<JobQueue>()
            ?? throw new InvalidOperationException("The app has no jobs. Call builder.AddJobs() before it is built.");
    }
}
