using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Logging;
using Rondo.Cancellation;
using Rondo.Core;
using Rondo.Diagnostics;
using Rondo.Server.Http1;

namespace Rondo.Server.Requests;

/// <summary>
/// The deadline of a request. It cancels the request's scope, and answers in the handler's place when the handler does not react: an
/// await of a library that knows nothing of scopes cannot be cancelled.
/// </summary>
/// <remarks>
/// The handler keeps its <see cref="HttpContext"/>, its services and its connection until it has ended, so that nothing of them is
/// used for another request meanwhile. Its response alone is taken from it: <see cref="DetachedResponse"/>.
/// On the request's loop.
/// </remarks>
internal sealed class RequestDeadline(RequestScope scope, HttpContext context, ILogger logger) : ScopeDeadline(scope)
{
    /// <summary>How long a handler that was cancelled may take to end before it is answered for.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(200);

    private readonly long _began = scope.Scheduler.Now;
    private Task? _answering;
    private DetachedResponse? _detached;
    private CancellationTokenRegistration _registration;
    private string? _timeout;

    /// <summary>The handler was answered for, or its connection aborted.</summary>
    internal bool HasActed => _answering is not null;

    private TimeSpan Elapsed => TimeSpan.FromTicks((Scope.Scheduler.Now - _began) / 100);

    private string Endpoint => context.GetEndpoint()?.DisplayName ?? "no endpoint";

    internal override void OnTimer()
    {
        if (!Scope.CancelCalled && _timeout is null)
        {
            base.OnTimer();
            AwaitEnd();
        }
        else
        {
            Scope.Scheduler.Ready.Enqueue((Action)Act, null, WorkKind.Action | WorkKind.Home);
        }
    }

    /// <summary>Answers as well when a timeout of ASP.NET Core passes, which cancels its token and knows no scopes.</summary>
    internal void Watch(IHttpRequestTimeoutFeature timeout) =>
        _registration = timeout.RequestTimeoutToken.UnsafeRegister(
            static deadline =>
            ((RequestDeadline)deadline!).Scope.Scheduler.TryPost(
                (Action)((RequestDeadline)deadline).TimedOut, null, WorkKind.Action), this);

    /// <summary>The handler has ended.</summary>
    /// <returns>The failure that is still to be reported to the server.</returns>
    internal async ValueTask<Exception?> EndAsync(Exception? failure)
    {
        await _registration.DisposeAsync().ConfigureAwait(false);
        if (_answering is null)
            return failure;
        await _answering;
        _detached?.Restore(context.Features);
        if (failure is not null and not OperationCanceledException)
            ServerLog.FailedLater(logger, context.Request.Method, context.Request.Path, Endpoint, failure);
        return null;
    }

    private void TimedOut()
    {
        if (Scope.IsClosed || Scope.CancelCalled)
            return;
        _timeout = "the request timeout of ASP.NET Core passed";
        AwaitEnd();
    }

    private void AwaitEnd()
    {
        if (!Scope.IsClosed && !IsArmed)
            Scope.Scheduler.Timers.Add(this, Scope.Scheduler.DeadlineAfter(s_grace));
    }

    private void Act()
    {
        if (!Scope.IsClosed && _answering is null)
            _answering = ActAsync();
    }

    private async Task ActAsync()
    {
        var cutOff = CutOffDecision.For(CancelKind.Deadline, context.Response.HasStarted, canAbandon: false);
        Log(cutOff == CutOff.Abort);
        try
        {
            if (cutOff == CutOff.Abort)
                context.Abort();
            else
                await AnswerAsync(cutOff.Status);
        }
        catch (Exception exception)
        {
            ServerLog.FailedLater(logger, context.Request.Method, context.Request.Path, Endpoint, exception);
            context.Abort();
        }
    }

    private async Task AnswerAsync(int status)
    {
        var exchange = context.Features.Get<Http1Exchange>();
        var unsent = EarlyContent.Leave(context);
        context.Response.Clear();
        context.Response.StatusCode = status;
        // The connection stays with the handler: a request behind this one would wait for it.
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && !HttpProtocol.IsHttp3(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        if (unsent > 0 || !await CutOffAnswer.TryWriteAsync(context, logger))
            context.Response.ContentLength = unsent;
        _detached = new DetachedResponse(context.Features);
        await _detached.CompleteAsync();
        _detached.Install(context.Features);
        exchange?.Connection.EndOutput();
    }

    private void Log(bool hasStarted)
    {
        var reason = _timeout ?? Scope.Reason!.Message;
        var where = scope.Running is null ? null : AwaitChain.InnermostMethod(scope.Running);
        where = where is null ? "" : $" It waits in {where}.";
        var (method, path, elapsed) =
            (context.Request.Method, context.Request.Path, DurationText.Of(TimeSpan.FromMilliseconds((long)Elapsed.TotalMilliseconds)));
        if (hasStarted)
            ServerLog.BrokenOff(logger, method, path, elapsed, Endpoint, reason, where);
        else
            ServerLog.AnsweredFor(logger, method, path, elapsed, Endpoint, reason, where);
    }
}
