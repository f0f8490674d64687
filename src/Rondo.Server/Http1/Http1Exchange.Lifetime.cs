using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Rondo.Core;
using Rondo.Server.Http1.Bodies;
using Rondo.Server.Http1.Headers;
using Rondo.Server.Http1.Parsing;

namespace Rondo.Server.Http1;

/// <summary>The response's side of the features, and the end of a request before its time.</summary>
internal abstract partial class Http1Exchange : IHttpResponseFeature, IHttpResponseBodyFeature,
    IHttpResponseTrailersFeature, IHttpMinResponseDataRateFeature,
    IHttpRequestLifetimeFeature
{
    private const string NotFinal =
        "A response's status is 200 to 999, or 101 for an upgrade: clients wait for another response behind an interim one.";

    private CancellationTokenSource? _abortedSource;
    private CancellationToken? _abortedToken;
    private bool _isAbandoned;
    private Stream? _responseStream;
    private MinDataRate? _minResponseRate;
    private IHeaderDictionary? _replacedHeaders;

    internal MinDataRate? MinResponseRate => _minResponseRate;

    int IHttpResponseFeature.StatusCode
    {
        get => _statusCode;
        set
        {
            ThrowIfStarted("StatusCode");
            if (!IsFinal(value))
                throw new ArgumentOutOfRangeException(nameof(value), value, NotFinal);
            _statusCode = value;
        }
    }

    string? IHttpResponseFeature.ReasonPhrase
    {
        get => _reasonPhrase;
        set
        {
            ThrowIfStarted("ReasonPhrase");
            ResponseHeaders.CheckReasonPhrase(value);
            _reasonPhrase = value;
        }
    }

    IHeaderDictionary IHttpResponseFeature.Headers { get => _replacedHeaders ?? _responseHeaders; set => _replacedHeaders = value; }

    Stream IHttpResponseFeature.Body { get => ResponseStream; set => _responseStream = value; }

    bool IHttpResponseFeature.HasStarted => HasStarted;

    Stream IHttpResponseBodyFeature.Stream => ResponseStream;

    PipeWriter IHttpResponseBodyFeature.Writer => ResponseBody;

    IHeaderDictionary IHttpResponseTrailersFeature.Trailers
    {
        get => _responseTrailers ??= new ResponseHeaders { Encodings = Connection.Server.ResponseEncodings };
        set => throw new NotSupportedException("The collection of trailers is the server's: add to it.");
    }

    MinDataRate? IHttpMinResponseDataRateFeature.MinDataRate { get => _minResponseRate; set => _minResponseRate = value; }

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get
        {
            if (_abortedToken is { } token)
                return token;
            lock (Head) // nobody else sees it: a lock of its own is 40 bytes
            {
                if (Connection.HasClientLeft && _abortedSource is null)
                    return new CancellationToken(canceled: true);
                return (_abortedSource ??= new CancellationTokenSource()).Token;
            }
        }

        set => _abortedToken = value;
    }

    private Stream ResponseStream => _responseStream ??= new ResponseStream(this, ResponseBody);

    void IHttpResponseFeature.OnStarting(Func<object, Task> callback, object state) => OnStarting(callback, state);

    void IHttpResponseFeature.OnCompleted(Func<object, Task> callback, object state) => OnCompleted(callback, state);

    void IHttpResponseBodyFeature.DisableBuffering()
    {
    }

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken)
    {
        if (HasStarted)
            return Task.CompletedTask;
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : StartResponseAsync();
    }

    Task IHttpResponseBodyFeature.CompleteAsync() => CompleteResponseAsync(null);

    Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) =>
        Scheduler.Current == Connection.Scheduler
            ? FileSending.SendAsync(this, path, offset, count, cancellationToken)
            : Connection.Raw.Loop.InvokeAsync(() => FileSending.SendAsync(this, path, offset, count, cancellationToken));

    void IHttpRequestLifetimeFeature.Abort()
    {
        Http1Log.ApplicationAborted(Logger, Connection.Id, TraceIdentifier);
        Connection.EndsBecause(EndReason.AbortedByApp);
        Connection.Abort(new ConnectionAbortedException("The connection was aborted by the application."));
    }

    /// <summary>The handler was cancelled: what it would have answered, or the rest of it, does not exist.</summary>
    internal void Abandon() => _isAbandoned = true;

    private void ResetLifetime()
    {
        // A source that nobody has cancelled may be somebody's still: the next request gets another one.
        _abortedSource = null;
        _abortedToken = null;
        _isAbandoned = false;
        ResetUpgrade();
        _responseStream = null;
        _replacedHeaders = null;
        _minResponseRate = Connection.Server.Options.Limits.MinResponseDataRate;
    }

    /// <summary>The client has gone, or the connection was aborted.</summary>
    internal void OnClientLeft()
    {
        lock (Head) // nobody else sees it: a lock of its own is 40 bytes
        {
            if (_abortedSource is null)
                return;
        }

        // Callbacks are the app's, and must not hold up or end the loop.
        ThreadPool.UnsafeQueueUserWorkItem(
            static exchange =>
            {
                try
                {
                    exchange._abortedSource?.Cancel();
                }
                catch (AggregateException exception)
                {
                    exchange.Connection.Scheduler.Report(exception);
                }
            },
            this,
            preferLocal: false);
    }
}
