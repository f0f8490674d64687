using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Logging;
using Rondo.Core;
using Rondo.Server.Http1;
using Rondo.Server.Loops;
using Rondo.Server.Transport;

namespace Rondo.Server.Requests;

/// <summary>
/// The first middleware: enters the connection's loop, installs its context, opens the request's scope, runs the app, closes
/// the scope, and only then is the request over.
/// </summary>
/// <remarks>
/// Kestrel starts a connection on the thread pool, so the first request arrives off the loop if its bytes were there by
/// then; from its answer on, Kestrel's own continuations run on the loop. Under a server without connections
/// (<c>TestServer</c>) each request gets the next loop.
/// </remarks>
/// <param name="app">The rest of the pipeline.</param>
/// <param name="pool">The loops.</param>
/// <param name="options">The deadline of requests.</param>
/// <param name="logger">Receives the requests that were cancelled.</param>
/// <param name="hasTimeouts">Whether the app uses ASP.NET Core's request timeouts.</param>
internal sealed class LoopEntry(RequestDelegate app, LoopPool pool, RondoServerOptions options, ILogger logger, bool hasTimeouts)
{
    private int _next;

    internal Task InvokeAsync(HttpContext context)
    {
        var current = EventLoop.TryCurrent;
        // Without the generic call where it can be: it costs a lookup that nothing makes cheap.
        var exchange = context.Features as Http1Exchange;
        if (exchange is null && HasFragment(context))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        }

        var connection = exchange is not null ? exchange.Connection.Raw : context.Features.Get<RondoConnection>();
        if (connection is null)
        {
            // A request made on a loop by the app itself, in process, stays there.
            return current is not null ? RunHere(current, null, context)
                : Enter(pool.Slots[(int)((uint)Interlocked.Increment(ref _next) % (uint)pool.Slots.Count)].Loop, null, context);
        }

        return current == connection.Loop ? RunHere(current, connection, context) : Enter(connection.Loop, connection, context);
    }

    /// <summary>Kestrel serves <c>/public#/../secret</c> as /secret. A proxy lets it pass as /public.</summary>
    private static bool HasFragment(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>()?.RawTarget?.Contains('#', StringComparison.Ordinal) == true;

    /// <summary>
    /// From the pool to the loop. The execution context comes along: the request's activity and logging scopes live in it.
    /// </summary>
    private async Task Enter(EventLoop loop, RondoConnection? connection, HttpContext context)
    {
        await new LoopSwitch(loop.Scheduler);
        await RunHere(loop, connection, context).ConfigureAwait(false);
    }

    private async Task RunHere(EventLoop loop, RondoConnection? connection, HttpContext context)
    {
        var scheduler = loop.Scheduler;
        var scope = new RequestScope(scheduler, context, logger);
        var ownsConnection = connection is not null
            && (context.Features is Http1Exchange || HttpProtocol.IsHttp11(context.Request.Protocol));
        var slot = connection?.Slot ?? pool.SlotOf(loop);
        slot?.RequestBegins();
        scheduler.Tasks++;
        if (ownsConnection)
            (connection!.RequestScope, connection.Request) = (scope, context);
        // Several requests share an HTTP/2 connection, and each can be reset by itself: only the request's own token knows.
        using var registration = ownsConnection
            ? default
            : context.RequestAborted.UnsafeRegister(
                static scope => ((CancelScope)scope!).Cancel(ClientLeft.Request), scope);
        Limit(scope, ownsConnection ? connection : null);
        CancelContext.Ambient = scope;
        SynchronizationContext.SetSynchronizationContext(scheduler.Home);
        Exception? failure = null;
        var answering = Task.CompletedTask;
        var suspended = false;
        var open = 0;
        try
        {
            AssertHome(scheduler);
            var running = Start(scheduler, slot, context);
            suspended = !running.IsCompleted;
            if (suspended)
                open = Suspend(slot, scope, context, running);
            await running;
            AssertHome(scheduler);
        }
        catch (OperationCanceledException) when (scope.Absorbs)
        {
            answering = CutOffAsync(context, scope);
        }
        catch (Exception exception)
        {
            failure = exception;
            ReportFailure(context, exception);
        }

        scope.Close();
        var waits = suspended || !answering.IsCompleted;
        await answering;
        if (suspended && scope.Deadline is RequestDeadline deadline)
            failure = await deadline.EndAsync(failure);
        if (suspended)
            slot?.Open.Remove(open);
        scheduler.Tasks--;
        if (ownsConnection && connection!.RequestScope == scope)
            (connection.RequestScope, connection.Request) = (null, null);
        // The server's continuation is plumbing and runs without a context, but this may be the inside of somebody else's
        // step, whose context must stay: continue in a step of our own. Where nothing suspended, returning restores it.
        if (waits)
            await new LoopSwitch(scheduler);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    private static void ReportFailure(HttpContext context, Exception exception)
    {
        // Kestrel would end the content as if it were whole.
        if (context.Response is { HasStarted: true, ContentLength: null }
            && HttpProtocol.IsHttp10(context.Request.Protocol)
            && context.Features.Get<Http1Exchange>() is null)
            context.Abort();
        context.Features.Get<IUnhandledErrors>()?.Report(exception);
    }

    private void Limit(CancelScope scope, RondoConnection? connection)
    {
        if (connection is { HasClientLeft: true })
            scope.CancelHere(ClientLeft.Connection);
        if (options.RequestDeadline is { } limit)
            scope.CancelAfter(limit);
    }

    private Task Start(Scheduler scheduler, LoopSlot? slot, HttpContext context)
    {
        scheduler.RunningSubject = Publish(slot, context);
        try
        {
            return app(context);
        }
        finally
        {
            scheduler.RunningSubject = null;
        }
    }

    /// <summary>The handler waits: from here on it may miss its deadline, and a stop may wait for it.</summary>
    /// <returns>The request's place among those that are open.</returns>
    private int Suspend(LoopSlot? slot, RequestScope scope, HttpContext context, Task running)
    {
        scope.Running = running;
        if (hasTimeouts && context.Features.Get<IHttpRequestTimeoutFeature>() is { } timeout)
            ((RequestDeadline)scope.RequireDeadline()).Watch(timeout);
        return slot?.Open.Add(context) ?? 0;
    }

    private static RunningRequest? Publish(LoopSlot? slot, HttpContext context)
    {
        if (slot is null)
            return null;
        if (context.Features is Http1Exchange exchange)
            slot.Running.Begin(exchange.Method, exchange.RawTarget);
        else if (context.Features.Get<IHttpRequestFeature>() is { } request)
            slot.Running.Begin(request.Method, request.RawTarget);
        return slot.Running;
    }

    /// <returns>Ends when the answer in place of the handler's has been written.</returns>
    private Task CutOffAsync(HttpContext context, CancelScope scope)
    {
        if (scope.Deadline is RequestDeadline { HasActed: true })
            return Task.CompletedTask;
        var reason = scope.Reason!;
        if (reason.Kind != CancelKind.Disconnected)
            ServerLog.CutOff(logger, context.Request.Method, context.Request.Path, reason.Message);
        var exchange = context.Features.Get<Http1Exchange>();
        var cutOff = CutOffDecision.For(reason.Kind, context.Response.HasStarted, canAbandon: exchange is not null);
        switch (cutOff)
        {
            case CutOff.Abort:
                context.Abort();
                return Task.CompletedTask;
            case CutOff.Abandon:
                exchange?.Abandon();
                return Task.CompletedTask;
            default:
                // The headers that the handler has set, a length among them, were for its own answer.
                context.Response.Clear();
                EarlyContent.Drop(context);
                context.Response.StatusCode = cutOff.Status;
                return CutOffAnswer.TryWriteAsync(context, logger);
        }
    }

    [Conditional("DEBUG")]
    private static void AssertHome(Scheduler scheduler) => Debug.Assert(
        Scheduler.Current == scheduler && SynchronizationContext.Current == scheduler.Home,
        "A request runs off its connection's loop.");
}
