using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rondo.Core;
using Rondo.Server.Http1.Bodies;
using Rondo.Server.Http1.Parsing;
using Rondo.Server.Loops;
using Rondo.Server.Transport;

namespace Rondo.Server.Http1;

/// <summary>
/// HTTP/1.1 on one connection: reads heads, has each request answered before it looks at the next, and knows when to stop.
/// Everything happens on the connection's loop.
/// </summary>
internal sealed partial class Http1Connection : TimerNode, IConnectionProtocol, IConnectionLifetimeNotificationFeature,
    IConnectionMetricsTagsFeature
{
    private Http1Exchange? _exchange;
    private ConnectionItems? _state;
    private ConnectionPhase _phase;
    private string? _endReason;
    private List<KeyValuePair<string, object?>>? _tags;
    private long _started;
    private BadHttpRequestException? _rejection;

    internal Http1Connection(Http1Server server, RondoConnection raw, ConnectionContext context, bool isDirect)
    {
        Server = server;
        Raw = raw;
        Context = context;
        IsDirect = isDirect;
        Input = context.Transport.Input;
        Output = context.Transport.Output;
        Scheme = isDirect || context.Features.Get<ITlsConnectionFeature>() is null ? "http" : "https";
        raw.Protocol = this;
    }

    internal Http1Server Server { get; }

    /// <summary>The connection itself.</summary>
    internal RondoConnection Raw { get; }

    /// <summary>The connection as this protocol sees it: under TLS the same object, mostly, and other bytes.</summary>
    internal ConnectionContext Context { get; }

    /// <summary>
    /// Nobody else has a part in the connection: no TLS, no middleware, and not Kestrel, which counts and ends its connections itself.
    /// </summary>
    internal bool IsDirect { get; }

    internal PipeReader Input { get; }

    internal PipeWriter Output { get; }

    internal string Scheme { get; }

    internal Scheduler Scheduler => Raw.Loop.Scheduler;

    internal string Id => Context.ConnectionId;

    internal bool IsAborted { get; private set; }

    /// <summary>The client sends nothing more; whether it still reads is not known.</summary>
    internal bool HasClientLeft => Raw.HasClientLeft;

    IConnectionProtocol? IConnectionProtocol.Previous { get; set; }

    IConnectionProtocol? IConnectionProtocol.Next { get; set; }

    /// <summary>Nothing of a request has come since the last one.</summary>
    private bool IsBetweenRequests => _exchange is null || _phase == ConnectionPhase.Served || _exchange.Head.IsEmpty;

    internal IDictionary<object, object?> PersistentState => _state ??= new ConnectionItems();

    ICollection<KeyValuePair<string, object?>> IConnectionMetricsTagsFeature.Tags => _tags ??= [];

    /// <summary>Serves until the connection's end; never fails.</summary>
    internal async Task RunAsync()
    {
        try
        {
            _started = Server.Opened(this);
            while (true)
            {
                var next = TryReadHead();
                if (next == NextStep.Wait)
                {
                    if (IsBetweenRequests)
                        WaitForRequest();
                    next = ReadHead(await ReadAsync().ConfigureAwait(false));
                }
                else if (next == NextStep.Serve && Raw.Slot.IsSliceOver())
                {
                    Scheduler.EndTurn();
                    await new LoopSwitch(Scheduler);
                }

                if (next == NextStep.Serve)
                {
                    await new LoopReturn(Scheduler);
                    // No local for the exchange: this state machine would hold on to it between requests.
                    var running = BeginRequest(_exchange!);
                    if (!running.IsCompletedSuccessfully)
                        await running.ConfigureAwait(false);
                    if (EndRequest(_exchange!) || await DiscardRestAsync(_exchange!).ConfigureAwait(false))
                        continue;
                    break;
                }

                if (next == NextStep.End)
                    break;
                if (next == NextStep.Reject)
                {
                    await RejectAsync().ConfigureAwait(false);
                    break;
                }
            }
        }
        catch (Exception exception)
        {
            EndsBecause(exception is ConnectionResetException ? EndReason.ConnectionReset : EndReason.OtherError);
            if (!IsAborted && exception is not (ConnectionResetException or ConnectionAbortedException))
                Http1Log.ConnectionFailed(Server.Logger, Id, exception);
        }

        await new LoopReturn(Scheduler);
        StopTimers();
        _exchange = null;
        Server.Closed(this, _started);
    }

    internal object? FindFeature(Type key)
    {
        if (key == typeof(IConnectionLifetimeNotificationFeature))
            return this;
        if (!IsDirect)
            return Context.Features[key];
        // As with Kestrel, there are tags only where there is a listener.
        return key == typeof(IConnectionMetricsTagsFeature) ? (_started != 0 ? this : null) : Raw.FindFeature(key);
    }

    /// <summary>Notes why the connection ends, unless that is known: the first reason leads to the others.</summary>
    internal void EndsBecause(string reason) => _endReason ??= reason;

    /// <summary>The tags of the connection's duration that are HTTP's, and the app's.</summary>
    internal void AddTags(ICollection<KeyValuePair<string, object?>> tags)
    {
        tags.Add(new("network.protocol.name", "http"));
        tags.Add(new("network.protocol.version", "1.1"));
        if (_endReason is not null)
            tags.Add(new("error.type", _endReason));
        foreach (var tag in _tags ?? [])
            tags.Add(tag);
    }

    /// <summary>Releases the client at once. Any thread.</summary>
    internal void Abort(ConnectionAbortedException reason)
    {
        IsAborted = true;
        Context.Abort(reason);
    }

    /// <summary>Resets the connection once what was written is sent. Under TLS, whose middleware would announce an end, at once.</summary>
    internal void ResetAtEnd()
    {
        if (IsDirect)
            Raw.EndsWithReset = true;
        else
            Abort(new ConnectionAbortedException("The response was aborted, and the end of its connection would say that it is whole."));
    }

    /// <summary>
    /// Nothing is sent after what was written, and no request is served after the one in progress: the client need not wait for
    /// its handler.
    /// Under TLS the end of the output belongs to other middleware, and the client goes by <c>Connection: close</c>.
    /// </summary>
    internal void EndOutput()
    {
        if (IsDirect)
            Output.Complete();
    }

    /// <summary>The client sends no more, or is gone.</summary>
    void IConnectionProtocol.OnClientLeft() => _exchange?.OnClientLeft();

    /// <summary>Input of the loop is read on the loop; input that other middleware has changed may come from elsewhere.</summary>
    private ValueTask<ReadResult> ReadAsync() => IsDirect ? Input.ReadAsync() : ReadFromElsewhereAsync();

    private async ValueTask<ReadResult> ReadFromElsewhereAsync()
    {
        var result = await Input.ReadAsync().ConfigureAwait(false);
        await new LoopReturn(Scheduler);
        return result;
    }

    private NextStep TryReadHead() => Input.TryRead(out var result) ? ReadHead(result) : NextStep.Wait;

    private NextStep ReadHead(in ReadResult result)
    {
        try
        {
            return ParseHead(result);
        }
        catch (BadHttpRequestException exception)
        {
            _rejection = exception;
            return NextStep.Reject;
        }
    }

    private async Task RejectAsync()
    {
        await new LoopReturn(Scheduler);
        StopReadTimer();
        if (_firstBytes == FirstBytes.Tls)
            EndsBecause(EndReason.TlsNotSupported);
        EndsBecause(BadRequest.EndReasonOf(_rejection!));
        if (IsHttp2Preface(_rejection!))
            await RefuseHttp2Async().ConfigureAwait(false);
        else
            await _exchange!.AnswerRejectionAsync(_rejection!).ConfigureAwait(false);
    }

    private enum NextStep : byte
    {
        ReadMore,
        Wait,
        Serve,
        Reject,
        End,
    }

    /// <summary>Looks at what has arrived.</summary>
    private NextStep ParseHead(in ReadResult result)
    {
        var buffer = result.Buffer;
        if (buffer.IsEmpty && (result.IsCompleted || (result.IsCanceled && _readExpired)))
        {
            Input.AdvanceTo(buffer.Start);
            if (IsBetweenRequests)
            {
                if (!result.IsCompleted && !IsDraining)
                    EndsBecause(EndReason.KeepAliveTimeout);
                return NextStep.End;
            }

            throw result.IsCompleted ? BadRequest.UnexpectedEndOfHead() : BadRequest.HeadersTimeout();
        }

        var exchange = _exchange;
        if (exchange is null)
        {
            _exchange = exchange = Server.CreateExchange(this);
            exchange.Reset();
        }
        else if (_phase == ConnectionPhase.Served)
        {
            exchange.Reset();
        }

        if (_phase == ConnectionPhase.Served)
            _phase = ConnectionPhase.Head;
        var wasEmpty = exchange.Head.IsEmpty;
        var isComplete = false;
        var consumed = buffer.Start;
        try
        {
            isComplete = exchange.Head.TryRead(buffer, out consumed);
        }
        finally
        {
            if (!isComplete && _phase == ConnectionPhase.First)
                _firstBytes = Recognize(buffer);
            Input.AdvanceTo(consumed, isComplete ? consumed : buffer.End);
        }

        if (isComplete)
        {
            StopReadTimer();
            return NextStep.Serve;
        }

        if (_readExpired)
            throw BadRequest.HeadersTimeout();
        if (result.IsCompleted)
            throw BadRequest.UnexpectedEndOfHead();
        if (wasEmpty || _readWait == ReadWait.KeepAlive)
            WaitForHead();
        return NextStep.ReadMore;
    }

    private Task BeginRequest(Http1Exchange exchange)
    {
        _phase = ConnectionPhase.Serving;
        (_bodyBytes, _bodyCredit) = (0, -1);
        exchange.Begin();
        return exchange.RunAsync();
    }

    /// <returns>True if the connection can serve another request as it is.</returns>
    private bool EndRequest(Http1Exchange exchange)
    {
        _phase = ConnectionPhase.Served;
        _requestsEnded++;
        _writeDue = Never;
        if (exchange.IsUpgraded)
            Server.UpgradeEnded(this);
        if (IsAborted || exchange.IsUpgraded || HasRest(exchange))
            return false;
        exchange.RequestBody.Release();
        // A client of old may send a line end after a body, of which its announcement of the end says nothing.
        Raw.IsClientDone = IsDirect && !exchange.Head.KeepsAlive && exchange.Head.Framing == Framing.None && !Raw.HasUnread;
        return exchange.KeepsAlive;
    }

    private static bool HasRest(Http1Exchange exchange) => !exchange.RequestBody.IsAtEnd && !exchange.IsUnreadable;

    /// <summary>The rest of the body is read for the client's sake, which would otherwise lose the answer to a reset.</summary>
    /// <returns>True if the connection can serve another request after it.</returns>
    private async Task<bool> DiscardRestAsync(Http1Exchange exchange)
    {
        if (IsAborted || exchange.IsUpgraded || !HasRest(exchange))
            return false;
        var body = exchange.RequestBody;
        WaitForDiscard();
        try
        {
            await body.DiscardAsync().ConfigureAwait(false);
        }
        catch (BadHttpRequestException)
        {
            // The answer is on its way: nothing more can be said about the rest.
        }

        await new LoopReturn(Scheduler);
        StopReadTimer();
        if (!body.IsAtEnd)
            return false;
        body.Release();
        return exchange.KeepsAlive;
    }
}
