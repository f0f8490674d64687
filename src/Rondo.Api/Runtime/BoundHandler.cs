using System.ComponentModel;
using Rondo.Api.Dependencies;

namespace Rondo.Api.Runtime;

/// <summary>
/// A handler without a request, which a method with <see cref="BindsHandlerAttribute"/> receives in place of the delegate.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BoundHandler
{
    private readonly HandlerRunner _runner;
    private readonly Func<DependencyResolver, ValueTask> _run;

    /// <param name="name">The handler's name, for messages.</param>
    /// <param name="dependencies">The dependencies that it takes.</param>
    /// <param name="check">Checks at start what the compiler cannot.</param>
    /// <param name="run">Binds the parameters and calls the handler.</param>
    public BoundHandler(
        string name, DependencyDescription[] dependencies, Action<HandlerState> check, Func<DependencyResolver, ValueTask> run) =>
        (_runner, _run) = (new HandlerRunner(name, dependencies, check), run);

    /// <summary>Makes the handler one of an app's, which checks it at its start.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="given">The types whose values each call of <see cref="RunAsync"/> passes.</param>
    public void Attach(IServiceProvider services, params Type[] given) =>
        _runner.Attach(services, "pass it with the caller's values", given);

    /// <summary>Runs the handler with dependencies and scoped services of its own. On a loop.</summary>
    /// <param name="values">Values for parameters, besides the dependencies and services.</param>
    /// <remarks>The cleanup of the dependencies ends the call. A cleanup that fails, such as a commit, is thrown.</remarks>
    public Task RunAsync(HandlerValues? values = null) => _runner.RunAsync(values, _run);
}
