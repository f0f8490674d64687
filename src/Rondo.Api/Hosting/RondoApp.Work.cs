using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Hosting;
using Rondo.Api.Runtime;

namespace Rondo.Api;

/// <summary>Work besides the requests.</summary>
public sealed partial class RondoApp
{
    /// <summary>
    /// Adds a step that runs on a loop before the server listens, behind the app's dependencies and the steps added before it.
    /// </summary>
    /// <param name="handler">
    /// A lambda or method, which may return a task. Its parameters are services and dependencies of a scope of its own. If it fails, the
    /// app does not start.
    /// </param>
    [BindsHandler]
    public RondoApp OnStart(Delegate handler) => throw EndpointFactory.NotGenerated(nameof(OnStart), handler?.Method.Name ?? "");

    /// <summary>For generated code: adds a step whose parameters are bound.</summary>
    /// <param name="handler">The step.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public RondoApp OnStart(BoundHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Services.GetRequiredService<AppWork>().AddStep(handler);
        return this;
    }

    /// <summary>Adds a worker: a task that runs beside the handlers, on a loop, from the app's start to its stop.</summary>
    /// <param name="name">A name for the log and the task tree.</param>
    /// <param name="handler">
    /// A lambda or method. Its parameters are services and dependencies of a scope of its own. It is cancelled when the last request has
    /// ended, and its cleanup is waited for.
    /// </param>
    /// <param name="restart">
    /// How a worker that fails is restarted; null: it ends. Each failure is logged, and ends neither the app nor another worker.
    /// </param>
    [BindsHandler]
    public RondoApp AddBackground(string name, Delegate handler, RetryOptions? restart = null) =>
        throw EndpointFactory.NotGenerated(nameof(AddBackground), name);

    /// <summary>For generated code: adds a worker whose parameters are bound.</summary>
    /// <param name="name">A name for the log and the task tree.</param>
    /// <param name="handler">The work.</param>
    /// <param name="restart">How a worker that fails is restarted.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public RondoApp AddBackground(string name, BoundHandler handler, RetryOptions? restart = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(handler);
        Services.GetRequiredService<AppWork>().AddWorker(name, handler, restart);
        return this;
    }
}
