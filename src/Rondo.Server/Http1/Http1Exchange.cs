using System.IO.Pipelines;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Rondo.Server.Http1.Bodies;
using Rondo.Server.Http1.Parsing;

using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Rondo.Server.Http1;

/// <summary>
/// One request and its answer, as ASP.NET Core sees them: the features of a request are this object. A connection uses it
/// for one request after the other, and drops it when it has been idle for a while.
/// </summary>
/// <remarks>
/// It never goes to another connection: an app that holds on to a request after its end (which it must not) then sees its own
/// client's data and nobody else's. On the connection's loop, except where a feature's contract says otherwise.
/// </remarks>
internal abstract partial class Http1Exchange
{
    private LengthBody? _lengthBody;
    private readonly EmptyBody _emptyBody;
    private RequestBody _requestBody;
    private Exception? _failure;
    private BadHttpRequestException? _rejection;
    private Task? _finishing;
    private uint _requestCount;

    protected Http1Exchange(Http1Connection connection)
    {
        Connection = connection;
        var limits = connection.Server.Options.Limits;
        Head = new RequestHead
        {
            MaxLine = limits.MaxRequestLineSize,
            MaxHeaderBytes = limits.MaxRequestHeadersTotalSize,
            MaxHeaderCount = limits.MaxRequestHeaderCount,
        };
        Head.Headers.Encodings = connection.Server.RequestEncodings;
        _responseHeaders.Encodings = connection.Server.ResponseEncodings;
        ResponseBody = new ResponseBody(this);
        _requestBody = _emptyBody = new EmptyBody(this);
    }

    internal Http1Connection Connection { get; }

    internal RequestHead Head { get; }

    internal ResponseBody ResponseBody { get; }

    internal PipeReader Input => Connection.Input;

    internal PipeWriter Output => Connection.Output;

    internal KestrelServerLimits Limits => Connection.Server.Options.Limits;

    /// <summary>The connection may serve another request after this one.</summary>
    internal bool KeepsAlive { get; set; }

    /// <summary>The rest of the content cannot be read: what follows on the connection is not a request.</summary>
    internal bool IsUnreadable { get; private set; }

    internal RequestBody RequestBody => _requestBody;

    private ILogger Logger => Connection.Server.Logger;

    private bool HasFailed => _failure is not null || _rejection is not null;

    /// <summary>Before a head is read.</summary>
    internal void Reset()
    {
        Head.Reset();
        _responseHeaders.Reset();
        ResponseBody.Reset();
        _requestBody = _emptyBody;
        _emptyBody.Reset();
        _failure = null;
        _rejection = null;
        _finishing = null;
        IsUnreadable = false;
        KeepsAlive = true;
        ResetFeatures();
        ResetResponse();
        _requestCount++;
    }

    /// <summary>The head is complete.</summary>
    internal void Begin()
    {
        (_path, _pathBase, _query, _rawTarget, _method) = (Head.Path, "", Head.Query, Head.RawTarget, Head.Method);
        _protocol = Head.IsHttp11 ? HttpProtocol.Http11 : HttpProtocol.Http10;
        _requestHeaders = Head.Headers;
        KeepsAlive = Head.KeepsAlive;
        switch (Head.Framing)
        {
            case Framing.Length:
                _lengthBody ??= new LengthBody(this);
                _lengthBody.Reset(Head.Headers.ContentLength!.Value);
                _requestBody = _lengthBody;
                break;
            case Framing.Chunked:
                _requestBody = new ChunkedBody(this);
                break;
        }
    }

    /// <summary>
    /// Runs the app and completes the response; afterwards the content is unread or not, and the app is done with the request.
    /// </summary>
    internal abstract Task RunAsync();

    /// <summary>Answers a request that is none.</summary>
    internal async Task AnswerRejectionAsync(BadHttpRequestException rejection)
    {
        Reject(rejection);
        _rejection = rejection;
        // The target that is there is the last request's.
        (_path, _pathBase, _query, _rawTarget, _method) = ("", "", "", "", "");
        await EndResponseAsync().ConfigureAwait(false);
    }

    /// <summary>The error of the request, for its thrower: the connection ends after the answer.</summary>
    internal BadHttpRequestException Reject(BadHttpRequestException rejection)
    {
        Http1Log.BadRequest(Logger, Connection.Id, rejection.Message);
        Connection.EndsBecause(BadRequest.EndReasonOf(rejection));
        KeepsAlive = false;
        IsUnreadable = true;
        return rejection;
    }

    internal void Fail(Exception exception)
    {
        _failure = _failure is null ? exception : new AggregateException(_failure, exception).Flatten();
        Http1Log.ApplicationError(Logger, Connection.Id, TraceIdentifier, exception);
    }

    private void FailRequest(BadHttpRequestException exception)
    {
        _rejection = exception;
        KeepsAlive = false;
        // A client that leaves in the middle of its request is no error of the app's.
        if (BadRequest.IsDeparture(exception))
            Http1Log.RequestAborted(Logger, Connection.Id, TraceIdentifier);
        else
            Fail(exception);
        if (!HasStarted)
            _statusCode = ErrorStatus(exception);
    }

    private protected async Task RunAsync<TContext>(Microsoft.AspNetCore.Hosting.Server.IHttpApplication<TContext> app)
        where TContext : notnull
    {
        var context = app.CreateContext(this);
        try
        {
            await app.ProcessRequestAsync(context).ConfigureAwait(false);
            if (!HasStarted && _onStarting is { Count: > 0 })
                await FireOnStartingAsync().ConfigureAwait(false);
            if (!Connection.HasClientLeft && !_isAbandoned)
                CheckLength();
        }
        catch (BadHttpRequestException exception)
        {
            FailRequest(exception);
        }
        catch (Exception exception) when (Connection.HasClientLeft && exception is OperationCanceledException or IOException)
        {
            Http1Log.RequestAborted(Logger, Connection.Id, TraceIdentifier);
            Abandon();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        if (_finishing is not null)
            await _finishing.ConfigureAwait(false);
        await ReturnToLoop();
        if (Connection.IsAborted || (_isAbandoned && !ResponseBody.IsComplete))
        {
            LeaveUnanswered();
        }
        else
        {
            try
            {
                await EndResponseAsync().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Fail(exception);
                KeepsAlive = false;
            }

            // Behind other connection middleware a flush may end anywhere.
            await ReturnToLoop();
        }

        ResponseBody.MarkComplete();
        if (_onCompleted is { Count: > 0 })
        {
            await FireOnCompletedAsync().ConfigureAwait(false);
            await ReturnToLoop();
        }

        app.DisposeContext(context, _failure);
    }

    /// <summary>
    /// The connection's end is all that the client is told: an end of the content would say that this was all of it, and another
    /// answer would be taken for this one.
    /// </summary>
    private void LeaveUnanswered()
    {
        KeepsAlive = false;
        if (!HasStarted)
        {
            _statusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }

        if (!Connection.HasClientLeft && !Connection.IsAborted)
            Connection.EndsBecause(EndReason.ErrorAfterStart);
        ResetUndelimited();
    }

    /// <summary>The app's continuations may have come from anywhere.</summary>
    private protected LoopReturn ReturnToLoop() => new(Connection.Scheduler);

    /// <summary>
    /// A wait that a synchronous caller could not make: the request makes it before it ends, and its failure is the request's.
    /// </summary>
    internal void FinishLater(Task completing) => _finishing = FinishAsync(completing);

    private async Task FinishAsync(Task completing)
    {
        try
        {
            await completing.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }
}
