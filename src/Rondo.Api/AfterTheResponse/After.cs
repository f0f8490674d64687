using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rondo.Api.AfterTheResponse;
using Rondo.Api.Errors;

namespace Rondo.Api;

/// <summary>
/// Work for after the response: a mail, a log entry, an order to be cooked. The client has its answer when it begins, and neither
/// waits for it nor cancels it by leaving.
/// </summary>
/// <remarks>
/// <para>A handler's parameter. Queued work starts when the response has been sent, on the request's loop, each piece as a task of
/// its own: one that fails is logged with its name and its request, and takes no other with it. Steps that need each other's order go
/// into one piece.</para>
/// <para>If the handler fails, nothing that it queued is run: a client that was told of an error has not caused a mail.</para>
/// <para>The request is over by then, and its services are disposed: do not use the <see cref="HttpContext"/>, and take services from
/// <see cref="Run(string, Func{IServiceProvider, Task})"/>.</para>
/// <para>A shutdown waits for it, and reports by name what it had to cancel. Work that must survive a crash needs a broker or a
/// database.</para>
/// <para>Belongs to the request, and to its loop.</para>
/// </remarks>
public sealed class After : IPendingWork
{
    private readonly AfterWork _app;
    private readonly HttpContext _context;
    private readonly List<AfterTask> _queued = [];
    private bool _isOver;
    private bool _isDiscarded;

    private After(AfterWork app, HttpContext context)
    {
        _app = app;
        _context = context;
    }

    /// <summary>The work of this request, created at first use; for generated code and for endpoints that are mapped by hand.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException">The app has no such service, or the request runs on no loop.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static After Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<IPendingWork>() is After known)
            return known;
        var app = context.RequestServices.GetService<AfterWork>()
            ?? throw new InvalidOperationException(
                "Work after the response needs its service, which RondoApp adds by itself: create the app with RondoApp.Create.");
        var after = new After(app, context);
        context.Features.Set<IPendingWork>(after);
        var loop = EventLoop.Current;
        // Not in the request's own steps: the connection's next request must not wait for it.
        context.Response.OnCompleted(() =>
        {
            after.End(loop);
            return Task.CompletedTask;
        });
        return after;
    }

    /// <summary>Queues work for when the response has been sent.</summary>
    /// <param name="name">A name for the work, for logs, traces and the report of a shutdown.</param>
    /// <param name="work">Runs on the request's loop, in a scope of its own.</param>
    /// <exception cref="ServiceUnavailable">The app has more such work than it may (<see cref="AfterOptions.Capacity"/>).</exception>
    /// <exception cref="InvalidOperationException">The response has been sent already.</exception>
    [OverloadResolutionPriority(1)]
    public void Run(string name, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Queue(name, _ => work());
    }

    /// <inheritdoc cref="Run(string, Func{Task})"/>
    public void Run(string name, Func<ValueTask> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Queue(name, _ => work().AsTask());
    }

    /// <summary>Queues work that needs services: it gets a scope of its own in the container, which ends with it.</summary>
    /// <inheritdoc cref="Run(string, Func{Task})"/>
    public void Run(string name, Func<IServiceProvider, Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        var scopes = _context.RequestServices.GetRequiredService<IServiceScopeFactory>();
        Queue(name, async _ =>
        {
            await using var scope = scopes.CreateAsyncScope();
            await work(scope.ServiceProvider);
        });
    }

    void IPendingWork.Discard() => _isDiscarded = true;

    private void Queue(string name, Func<CancelScope, Task> work)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_isOver)
            throw new InvalidOperationException(
                $"'{name}' was queued when the response had been sent already. Queue work in the handler; work that is "
                    + $"running just awaits what it needs.");
        if (!_app.TryAdmit())
        {
            throw new ServiceUnavailable(
                "The server has more work waiting than it can take on. Try again later.")
            { Headers = { ["Retry-After"] = "1" } };
        }

        _queued.Add(new AfterTask(name, $"{_context.Request.Method} {_context.Request.Path}", Activity.Current?.Context ?? default, work));
    }

    private void End(EventLoop loop)
    {
        _isOver = true;
        // Under an endpoint that is mapped by hand nobody says that it failed; an error of the server's does.
        if (_isDiscarded || _context.Response.StatusCode >= 500)
            _app.Discard(_queued.Count);
        else
            _app.Start(loop, _queued);
    }
}
