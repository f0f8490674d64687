namespace Rondo.Api;

/// <summary>Work besides the requests.</summary>
public sealed partial class RondoApp
{
    /// <summary>
    /// Adds a step that runs on a loop before the server listens, behind the app's dependencies and the steps added before it.
    /// </summary>
    /// <param name="step">The step, which receives services of a scope of its own. If it fails, the app does not start.</param>
    public RondoApp OnStart(Func<IServiceProvider, Task> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _core.Work.AddStep(step);
        return this;
    }

    /// <inheritdoc cref="OnStart(Func{IServiceProvider, Task})"/>
    /// <typeparam name="T">A service.</typeparam>
    public RondoApp OnStart<T>(Func<T, Task> step)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(step);
        return OnStart(services => step(_core.Work.Get<T>(services)));
    }

    /// <inheritdoc cref="OnStart(Func{IServiceProvider, Task})"/>
    /// <typeparam name="T1">A service.</typeparam>
    /// <typeparam name="T2">Another service.</typeparam>
    public RondoApp OnStart<T1, T2>(Func<T1, T2, Task> step)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(step);
        return OnStart(services => step(_core.Work.Get<T1>(services), _core.Work.Get<T2>(services)));
    }

    /// <summary>Adds a worker: a task that runs beside the handlers, on a loop, from the app's start to its stop.</summary>
    /// <param name="name">A name for the log and the task tree.</param>
    /// <param name="work">
    /// The work, which receives services of a scope of its own. It is cancelled when the last request has ended, and its cleanup is
    /// waited for.
    /// </param>
    /// <param name="restart">
    /// How a worker that fails is restarted; null: it ends. Each failure is logged, and ends neither the app nor another worker.
    /// </param>
    public RondoApp AddBackground(string name, Func<IServiceProvider, Task> work, RetryOptions? restart = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(work);
        _core.Work.AddWorker(name, work, restart);
        return this;
    }

    /// <inheritdoc cref="AddBackground(string, Func{IServiceProvider, Task}, RetryOptions?)"/>
    /// <typeparam name="T">A service.</typeparam>
    public RondoApp AddBackground<T>(string name, Func<T, Task> work, RetryOptions? restart = null)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(work);
        return AddBackground(name, services => work(_core.Work.Get<T>(services)), restart);
    }

    /// <inheritdoc cref="AddBackground(string, Func{IServiceProvider, Task}, RetryOptions?)"/>
    /// <typeparam name="T1">A service.</typeparam>
    /// <typeparam name="T2">Another service.</typeparam>
    public RondoApp AddBackground<T1, T2>(string name, Func<T1, T2, Task> work, RetryOptions? restart = null)
        where T1 : notnull
        where T2 : notnull
    {
        ArgumentNullException.ThrowIfNull(work);
        return AddBackground(name, services => work(_core.Work.Get<T1>(services), _core.Work.Get<T2>(services)), restart);
    }
}
