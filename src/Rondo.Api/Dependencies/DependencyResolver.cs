using System.ComponentModel;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.Dependencies;
using Rondo.Server.Requests;

namespace Rondo.Api.Runtime;

/// <summary>The dependencies of one request, or of a longer scope while it makes one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DependencyResolver
{
    private readonly ApiCore _core;
    private readonly GroupDependency[] _guards;
    private readonly DependencyFrame _handler;
    private readonly HandlerValues? _values;
    private readonly bool _outlivesCallers;
    private DependencyFrame? _request;
    private DependencyFrame? _connection;
    private HeldBody? _held;
    private bool _endsWithResponse;
    private bool _abandoned;

    internal DependencyResolver(HttpContext http, ApiCore core, GroupDependency[] guards)
    {
        (Http, _core, _guards) = (http, core, guards);
        Services = http.RequestServices;
        Report = _core.Report();
        _handler = new DependencyFrame("handler", shared: false);
    }

    /// <summary>For a dependency that lives longer than a request.</summary>
    internal DependencyResolver(ApiCore core, DependencyFrame frame)
    {
        (_core, _handler, _guards, _outlivesCallers) = (core, frame, [], true);
        Http = null!;
        Services = core.Services;
        Report = core.Report();
    }

    /// <summary>For a handler without a request.</summary>
    internal DependencyResolver(ApiCore core, IServiceProvider services, HandlerValues? values)
    {
        (_core, _guards, _values) = (core, [], values);
        _handler = new DependencyFrame("handler", shared: false);
        Http = null!;
        Services = services;
        Report = core.Report();
    }

    /// <summary>The request; null for a handler without one, and for a dependency that lives longer.</summary>
    public HttpContext Http { get; }

    /// <summary>Cancelled with the code that runs.</summary>
    public CancellationToken Cancellation => CancelScope.Current?.Token ?? Http?.RequestAborted ?? default;

    /// <summary>The services of the request's scope, or the app's.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The errors of the request so far.</summary>
    public ErrorReport Report { get; }

    /// <summary>The value of a dependency: made now, unless its scope has it.</summary>
    public ValueTask<T> ResolveAsync<T>(Dependency<T> dependency)
    {
        ArgumentNullException.ThrowIfNull(dependency);
        if (_core.Overrides is { } overrides && overrides.TryGetValue(typeof(T), out var make))
            return OverriddenAsync<T>(make);
        if (_values?.Contains(typeof(T)) == true)
            return _values.GetAsync<T>();
        switch (dependency.Scope)
        {
            case DependencyScope.Handler:
                return _handler.GetAsync(dependency, this);
            case DependencyScope.Request:
                return RequestFrame().GetAsync(dependency, this);
            default:
                var frame = dependency.Scope switch
                {
                    DependencyScope.Connection => ConnectionFrame(),
                    DependencyScope.Loop => _core.LoopFrame(EventLoop.Current),
                    _ => _core.AppFrame,
                };
                return frame.GetAsync(dependency, frame == _handler ? this : new DependencyResolver(_core, frame));
        }
    }

    /// <summary>A service, or what a test put in its place.</summary>
    public T Service<T>(HttpContext? http)
        where T : notnull => _core.Replaced<T>() is { } replaced ? replaced()
        : _values?.TryGet<T>(out var given) == true ? given
        : Lasting<T>().GetRequiredService<T>();

    /// <summary>A service, if it is registered.</summary>
    public T? OptionalService<T>(HttpContext? http)
        where T : class => _core.Replaced<T>() is { } replaced ? replaced()
        : _values?.TryGet<T>(out var given) == true ? given
        : Lasting<T>().GetService<T>();

    /// <summary>Runs the dependencies of the groups and of the app, up to the first that answers.</summary>
    /// <returns>That answer; null where the handler is to run.</returns>
    public async ValueTask<IResult?> RunGroupDependenciesAsync()
    {
        foreach (GroupDependency guard in _guards)
        {
            if (await guard.RunAsync(this) is { } answer)
                return answer;
        }

        return null;
    }

    /// <summary>
    /// Sends what a guard answers in place of the handler. It has returned, not failed: what it changed is committed, unless an
    /// input was wrong.
    /// </summary>
    public async Task AnswerAsync(IResult answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Hold();
        await Respond.ResultAsync(Http, answer);
        await CompleteAsync();
    }

    /// <summary>
    /// Begins an answer that may use the dependencies while it is sent: the end of its content is kept back until they have committed.
    /// Nothing changes where none has a cleanup.
    /// </summary>
    public void Hold()
    {
        if (_handler.HasCleanups)
            _held ??= HeldBody.Install(Http);
    }

    /// <summary>The handler has returned: commits, unless an input was wrong, and sends what was held.</summary>
    public ValueTask CompleteAsync() => _held is null && Report.Count == 0 ? _handler.CompleteAsync() : CompleteHeldAsync();

    /// <summary>The handler has thrown, or its inputs are wrong.</summary>
    public async ValueTask AbandonAsync()
    {
        _held?.Restore();
        _held = null;
        await _handler.AbandonAsync(_core.CleanupFailed);
        _abandoned = true;
    }

    private async ValueTask CompleteHeldAsync()
    {
        var held = _held;
        if (Report.Count > 0 || held is { HasFailed: true })
            await AbandonAsync();
        else
            await _handler.CompleteAsync();
        _held = null;
        if (held is not null)
            await held.ReleaseAsync();
    }

    /// <summary>
    /// The services; for a dependency that outlives the request without those that are made for a request, in production as in development.
    /// </summary>
    private IServiceProvider Lasting<T>()
    {
        if (_outlivesCallers && _core.Lifetimes.IsScoped(typeof(T)))
        {
            throw new InvalidOperationException(
                $"A dependency that outlives the request takes the service {typeof(T)}, which is scoped and may belong to "
                    + $"one caller: take it in a dependency of the request's scope, or register it as a singleton.");
        }

        return Services;
    }

    private DependencyFrame RequestFrame()
    {
        if (_request is null)
        {
            _request = new DependencyFrame("request", shared: false);
            EndWithResponse();
        }

        return _request;
    }

    private DependencyFrame ConnectionFrame()
    {
        if (Http is null)
            return _handler; // the connection's own: a longer scope has no dependencies of a shorter one
        if (_connection is null)
        {
            _connection = _core.ConnectionFrame(Http);
            _connection.Enter();
            EndWithResponse();
        }

        return _connection;
    }

    private void EndWithResponse()
    {
        if (_endsWithResponse)
            return;
        _endsWithResponse = true;
        Http.Response.OnCompleted(static call => ((DependencyResolver)call).EndAsync(), this);
    }

    private async Task EndAsync()
    {
        try
        {
            if (_abandoned && _request is not null)
                await _request.AbandonAsync(_core.CleanupFailed);
            else if (_request is not null)
                await _request.CompleteAsync();
        }
        catch (Exception exception)
        {
            _core.CleanupFailed("request", exception);
        }
        finally
        {
            // Values that the request's dependencies hold of the connection's was in use until here.
            _connection?.Leave();
        }
    }

    private async ValueTask<T> OverriddenAsync<T>(Func<IServiceProvider, object?> make)
    {
        var value = make(Services);
        return value switch
        {
            Task<T> task => await task,
            T ready => ready,
            _ => throw new InvalidOperationException($"The override of {typeof(T)} made {value?.GetType().ToString() ?? "null"}."),
        };
    }
}
