using System.Buffers;
using System.ComponentModel;
using System.Text;
using Rondo.Api.Dependencies;

namespace Rondo.Api.Runtime;

/// <summary>A handler without a request that takes a value which is kept as JSON: the payload of a job.</summary>
/// <typeparam name="T">The value's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BoundHandler<T>
{
    private readonly HandlerRunner _runner;
    private readonly Func<T, ErrorReport, DependencyResolver, ValueTask>? _validate;
    private readonly Func<T, DependencyResolver, ValueTask> _run;
    private JsonInput<T>? _input;

    /// <param name="name">The handler's name, for messages.</param>
    /// <param name="dependencies">The dependencies that it takes.</param>
    /// <param name="check">Checks at start what the compiler cannot; returns how the value is read.</param>
    /// <param name="validate">Checks the constraints of a value and asks its validators; null for none.</param>
    /// <param name="run">Binds the other parameters and calls the handler.</param>
    public BoundHandler(
        string name,
        DependencyDescription[] dependencies,
        Func<HandlerState, JsonInput<T>> check,
        Func<T, ErrorReport, DependencyResolver, ValueTask>? validate,
        Func<T, DependencyResolver, ValueTask> run)
    {
        _runner = new HandlerRunner(name, dependencies, state => _input = check(state));
        (_validate, _run) = (validate, run);
    }

    /// <summary>Makes the handler one of an app's, which checks it at its start.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="given">The types whose values each call of <see cref="RunAsync"/> passes.</param>
    /// <exception cref="ArgumentException">The value's type is one of the given.</exception>
    public void Attach(IServiceProvider services, params Type[] given)
    {
        if (given.Contains(typeof(T)))
            throw new ArgumentException(
                $"The payload of {_runner.Name} is a {typeof(T).Name}, which the caller passes. Take the payload first.", nameof(given));
        _runner.Attach(services, $"make it a member of {typeof(T).Name}", given);
    }

    /// <summary>Checks that a text can be read as the value and that the value is valid, as <see cref="RunAsync"/> does.</summary>
    /// <param name="json">The text.</param>
    /// <param name="refuse">Makes the exception that is thrown for errors.</param>
    /// <param name="values">Values for the parameters of validators.</param>
    public Task CheckAsync(string json, Func<IReadOnlyList<InputError>, Exception> refuse, HandlerValues? values = null) =>
        _runner.RunAsync(values, async call => await ReadAsync(json, refuse, call));

    /// <summary>Reads and validates the value, and runs the handler with dependencies and scoped services of its own. On a loop.</summary>
    /// <param name="json">The value.</param>
    /// <param name="refuse">Makes the exception that is thrown for a text that cannot be read, or for an invalid value.</param>
    /// <param name="values">Values for parameters, besides the dependencies and services.</param>
    /// <remarks>The cleanup of the dependencies ends the call. A cleanup that fails, such as a commit, is thrown.</remarks>
    public Task RunAsync(string json, Func<IReadOnlyList<InputError>, Exception> refuse, HandlerValues? values = null) =>
        _runner.RunAsync(values, async call => await _run((await ReadAsync(json, refuse, call))!, call));

    private async ValueTask<T?> ReadAsync(string json, Func<IReadOnlyList<InputError>, Exception> refuse, DependencyResolver call)
    {
        var report = call.Report;
        var value = JsonBody.Parse(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json)), _input!, report);
        if (report.Count == 0 && value is not null && _validate is not null)
            await _validate(value, report, call);
        return report.Count > 0 ? throw refuse([.. report]) : value;
    }
}
