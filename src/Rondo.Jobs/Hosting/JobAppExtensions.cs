using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api;
using Rondo.Data;

namespace Rondo.Jobs;

/// <summary>Defines the jobs and schedules of an app, before it runs.</summary>
/// <remarks>
/// The first parameter of a job's handler is the payload. Each other parameter is a service, the <see cref="JobContext"/>, or a
/// <see cref="Transaction"/>: the end of the
/// job is stored in that transaction, so that its writes happen exactly once.
/// </remarks>
public static partial class JobAppExtensions
{
    /// <summary>Defines a job.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="app">The app.</param>
    /// <param name="name">The name, which is stored: a job of another name is not run by this handler.</param>
    /// <param name="handler">The handler. It may run more than once for the same id: when its process ends before the end of the job is
    /// stored.</param>
    /// <param name="options">Options; default: as documented.</param>
    /// <returns>The job, to enqueue.</returns>
    /// <exception cref="ArgumentException">The name is empty or that of another job.</exception>
    /// <exception cref="InvalidOperationException">The app has no jobs: call <c>builder.AddJobs()</c>.</exception>
    public static Job<T> Job<T>(this RondoApp app, string name, Func<T, Task> handler, JobOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Define<T>(app, name, options, [], (payload, _) => handler(payload));
    }

    /// <inheritdoc cref="Job{T}(RondoApp, string, Func{T, Task}, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">A service, <see cref="JobContext"/>, or <see cref="Transaction"/>.</typeparam>
    public static Job<T> Job<T, T1>(this RondoApp app, string name, Func<T, T1, Task> handler, JobOptions? options = null)
        where T1 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Define<T>(app, name, options, [typeof(T1)], (payload, scope) => handler(payload, scope.Get<T1>()));
    }

    /// <inheritdoc cref="Job{T}(RondoApp, string, Func{T, Task}, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">A service, <see cref="JobContext"/>, or <see cref="Transaction"/>.</typeparam>
    /// <typeparam name="T2">A service, <see cref="JobContext"/>, or <see cref="Transaction"/>.</typeparam>
    public static Job<T> Job<T, T1, T2>(this RondoApp app, string name, Func<T, T1, T2, Task> handler, JobOptions? options = null)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Define<T>(app, name, options, [typeof(T1), typeof(T2)], (payload, scope) => handler(payload, scope.Get<T1>(), scope.Get<T2>()));
    }

    /// <inheritdoc cref="Job{T}(RondoApp, string, Func{T, Task}, JobOptions?)"/>
    /// <typeparam name="T">The payload.</typeparam>
    /// <typeparam name="T1">A service, <see cref="JobContext"/>, or <see cref="Transaction"/>.</typeparam>
    /// <typeparam name="T2">A service, <see cref="JobContext"/>, or <see cref="Transaction"/>.</typeparam>
    /// <typeparam name="T3">A service, <see cref="JobContext"/>, or <see cref="Transaction"/>.</typeparam>
    public static Job<T> Job<T, T1, T2, T3>(this RondoApp app, string name, Func<T, T1, T2, T3, Task> handler, JobOptions? options = null)
        where T1 : notnull
        where T2 : notnull
        where T3 : notnull
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Define<T>(
            app, name, options, [typeof(T1), typeof(T2), typeof(T3)], (payload, scope) => handler(payload, scope.Get<T1>(), scope.Get<T2>(), scope.Get<T3>()));
    }

    private static Job<T> Define<T>(RondoApp app, string name, JobOptions? options, Type[] parameters, Func<T, JobScope, Task> run)
    {
        var queue = Queue(app);
        return new Job<T>(queue, queue.Add(Definition(name, options, parameters, (scope, json) => run(Read<T>(scope, json), scope))));
    }

    private static JobDefinition Definition(string name, JobOptions? options, Type[] parameters, Func<JobScope, string, Task> run) =>
        new(name, options ?? new JobOptions(), parameters.Contains(typeof(Transaction)), run);

    private static T Read<T>(JobScope scope, string json) =>
        JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)scope.Services.GetRequiredService<Database>().Runner.Json.GetTypeInfo(typeof(T)))!;

    /// <summary>Returns the app's jobs. The first definition makes the app run them.</summary>
    internal static JobQueue Queue(RondoApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var queue = app.Services.GetService<JobQueue>()
            ?? throw new InvalidOperationException("The app has no jobs. Call builder.AddJobs() before it is built.");
        if (queue.HasDefinitions)
            return queue;
        app.OnStart(_ => queue.StartAsync());
        if (queue.Options.RunsJobs)
            app.AddBackground("jobs", _ => queue.RunAsync(), new RetryOptions { MaxAttempts = int.MaxValue, MaxDelay = TimeSpan.FromSeconds(30) });
        return queue;
    }
}
