using System.ComponentModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api;
using Rondo.Api.Runtime;
using Rondo.Data;
using Rondo.Jobs.Definitions;

namespace Rondo.Jobs;

/// <summary>Defines the jobs and schedules of an app, before it runs.</summary>
/// <remarks>
/// The parameters of a handler are bound as those of endpoints are: dependencies, services, the <see cref="JobContext"/>, the
/// <see cref="CancellationToken"/>. The end of the job is stored in the <see cref="Transaction"/> of a handler that takes one, so that
/// its writes happen exactly once.
/// </remarks>
public static partial class JobAppExtensions
{
    /// <summary>Defines a job.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="app">The app.</param>
    /// <param name="name">The name, which is stored: a job of another name is not run by this handler.</param>
    /// <param name="handler">A lambda or a method, which may return a task. The payload is the first parameter of a lambda, and the
    /// parameter of the payload's type otherwise. The handler may run more than once for the same id: when its process ends before the
    /// end of the job is stored.</param>
    /// <param name="options">Options; default: as documented.</param>
    /// <returns>The job, to enqueue.</returns>
    /// <exception cref="ArgumentException">The name is empty or that of another job.</exception>
    /// <exception cref="InvalidOperationException">The app has no jobs: call <c>builder.AddJobs()</c>.</exception>
    [BindsHandler]
    [OverloadResolutionPriority(1)] // where the payload is named: an async lambda is no Action<T>
    public static Job<T> Job<T>(this RondoApp app, string name, Delegate handler, JobOptions? options = null) =>
        throw EndpointFactory.NotGenerated(nameof(Job), name);

    /// <summary>For generated code: defines a job whose handler is bound.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="app">The app.</param>
    /// <param name="name">The name.</param>
    /// <param name="handler">The handler.</param>
    /// <param name="options">Options; default: as documented.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Job<T> Job<T>(this RondoApp app, string name, BoundHandler<T> handler, JobOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var queue = Queue(app);
        var definition = queue.Add(new JobDefinition(
            name,
            options ?? new JobOptions(),
            (scope, json) => handler.RunAsync(json, errors => new PayloadException(name, errors, scope.Context.Id), scope.Values)));
        handler.Attach(app.Services, typeof(JobContext), typeof(Transaction));
        return new Job<T>(queue, definition, handler);
    }

    /// <summary>Returns the app's jobs. The first definition makes the app run them.</summary>
    internal static JobQueue Queue(RondoApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var queue = app.Services.GetService<JobQueue>()
            ?? throw new InvalidOperationException("The app has no jobs. Call builder.AddJobs() before it is built.");
        if (queue.HasDefinitions)
            return queue;
        app.OnStart(new BoundHandler("the start of the jobs", [], static _ => { }, async _ => await queue.StartAsync()));
        if (queue.Options.RunsJobs)
        {
            app.AddBackground(
                "jobs",
                new BoundHandler("the worker of the jobs", [], static _ => { }, async _ => await queue.RunAsync()),
                new RetryOptions { MaxAttempts = int.MaxValue, MaxDelay = TimeSpan.FromSeconds(30) });
        }

        return queue;
    }
}
