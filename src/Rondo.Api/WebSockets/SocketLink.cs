using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Rondo.Server.WebSockets;

namespace Rondo.Api;

/// <summary>
/// A WebSocket between its client and its handler: a reader, and a writer where there is need of one, each a task of one group, with a bounded queue
/// on either side.
/// </summary>
/// <remarks>
/// Why a reader of its own: a close, a pong and a broken connection are noticed while the handler waits for something else.
/// No token is ever given to the socket, which a cancelled receive would tear down: <see cref="WebSocket.Abort"/> ends what is pending.
/// </remarks>
internal sealed partial class SocketLink
{
    private readonly WebSocket _socket;
    private readonly SocketOptions _options;
    private readonly SocketInbox _inbox;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly EventLoop _loop = EventLoop.Current;
    private readonly CancelScope _request = CancelScope.Current!;
    private CancellationTokenSource? _stop;
    private TaskGroup? _group;
    private TaskHandle _reader;
    private CancelScope? _handlerScope;

    /// <summary>What this side decided to close with, and why; nothing that comes in counts any more.</summary>
    private SocketClose? _ending;
    private bool _peerClosed;
    private string? _brokenHow;

    /// <summary>The request is over for its server; what the client had sent before may still be unread, its close frame among it.</summary>
    private bool _isLost;

    /// <summary>The socket has answered a breach of the protocol with a close of its own, which must still go out.</summary>
    private bool _isFaulted;
    private bool _isFinishing;

    internal SocketLink(WebSocket socket, SocketOptions options, SocketInbox inbox, ILogger logger, string path, TimeSpan drainWindow)
    {
        _socket = socket;
        _drainWindow = drainWindow;
        if (socket is LoopWebSocket loopSocket)
            loopSocket.IsDrainedByItsUser = true;
        _options = options;
        _inbox = inbox;
        _logger = logger;
        _path = path;
        _lastReceived = Clock.GetTimestamp();
    }

    internal string? Subprotocol => _socket.SubProtocol;

    internal bool CanSend => !_peerClosed && !IsBroken && !_isFinishing;

    internal SocketClose? Closed { get; private set; }

    /// <summary>Few ask for it.</summary>
    internal CancellationToken StopToken
    {
        get
        {
            if (_stop is null)
            {
                _stop = new CancellationTokenSource();
                if (_isStopping)
                    _stop.Cancel();
            }

            return _stop.Token;
        }
    }

    internal WebSocketStatistics Statistics => new(_received, _inbox.Invalid, _inbox.Count, _sent, Queued, _senders.Count);

    private TimeProvider Clock => _loop.Clock;

    /// <summary>Runs the handler and closes as it ended. Returns when the connection is over.</summary>
    /// <remarks>
    /// Shielded from the request's own scope, whose end means different things here: a deadline of requests is none of sockets, and a
    /// connection that ends after its close frame must not cancel the handler's cleanup.
    /// </remarks>
    internal async Task RunAsync(Func<ValueTask> handler, CancellationToken stopping)
    {
        try
        {
            await using var lost = _request.Token.UnsafeRegister(static link => ((SocketLink)link!).RequestCanceled(), this);
            await using var registration = stopping.UnsafeRegister(static link => ((SocketLink)link!).PostStop(), this);
            await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => TaskGroup.RunAsync(group => RunInGroupAsync(group, handler), "WebSocket"));
        }
        finally
        {
            _brokenHow ??= "The WebSocket has ended";
            _socket.Dispose();
            _sendTimer?.Dispose();
            _stop?.Dispose();
        }
    }

    private async Task RunInGroupAsync(TaskGroup group, Func<ValueTask> handler)
    {
        _group = group;
        var isClosed = false;
        try
        {
            _reader = group.Start(ReadAllAsync, "WebSocket reader");
            if (_options.IdleTimeout is { } idle)
                group.Start(() => WatchIdleAsync(idle), "WebSocket idle watch");
            var close = await RunHandlerAsync(handler);
            isClosed = await FinishAsync(close);
        }
        finally
        {
            _isFinishing = true;
            // Whatever still waits for the network ends with this, and the group with it.
            if (!isClosed)
                _socket.Abort();
            group.Cancel("the WebSocket is closed");
        }
    }

    /// <summary>This side wants to end: receiving ends now, and the handler has a while to return.</summary>
    internal void End(SocketClose close)
    {
        if (_ending is not null || _peerClosed || IsBroken || _isFinishing)
            return;
        _ending = close;
        Closed = close;
        _inbox.Complete();
        LimitHandler($"the WebSocket is being closed ({close})");
    }

    /// <summary>The handler wants to end: what is queued goes out, then the close.</summary>
    internal async ValueTask CloseAsync(SocketClose close)
    {
        if (CanSend)
        {
            _ending ??= close;
            Closed ??= close;
            _inbox.Complete();
            BeginClosing(close);
        }

        if (_isFinishing && _writer is { } writer)
            await writer.Completion;
    }

    private bool IsBroken => _brokenHow is not null;

    /// <summary>How it ends when nothing went wrong: a client that closed gets its own code back.</summary>
    private SocketClose GoodEnd => _ending ?? (_peerClosed ? new SocketClose(Closed!.Value.Status, null) : SocketClose.Normal);

    internal SocketClosedException ClosedError(string consequence)
    {
        var how = _peerClosed ? $"The client closed the WebSocket ({Closed})" : _brokenHow ?? $"The WebSocket is closed ({Closed})";
        return new SocketClosedException($"{how}, so {consequence}.", Closed?.Status, Closed?.Reason);
    }

    private async Task<SocketClose> RunHandlerAsync(Func<ValueTask> handler)
    {
        try
        {
            await CancelScope.RunAsync(
                scope =>
                {
                    _handlerScope = scope;
                    if (IsBroken)
                        scope.Cancel(Gone(null));
                    return handler().AsTask();
                },
                "WebSocket");
            return GoodEnd;
        }
        catch (SocketClosedException) when (!CanSend || _ending is not null)
        {
            return GoodEnd;
        }
        catch (ApiError error)
        {
            return _ending ?? SocketClose.Of(error);
        }
        catch (Exception exception)
        {
            ApiLog.SocketFailed(_logger, _path, exception);
            return _ending ?? SocketClose.InternalError;
        }
        finally
        {
            _handlerScope = null;
        }
    }

    /// <summary>The closing handshake.</summary>
    /// <returns>False if it did not come to its end, and the connection has to be cut.</returns>
    private async Task<bool> FinishAsync(SocketClose close)
    {
        _inbox.Break();
        if (IsBroken && !_isFaulted)
            return false;
        if (!_isFinishing)
            BeginClosing(close);
        if (_isFaulted)
            return await CancelScope.MoveOnAfter(_options.CloseTimeout, async () => await _writer!.Value.Completion);
        return await CancelScope.MoveOnAfter(_options.CloseTimeout, async () =>
        {
            await _writer!.Value.Completion;
            await _reader.Completion;
        }) && !IsBroken;
    }

    private void BeginClosing(SocketClose close)
    {
        _isFinishing = true;
        Closed ??= close;
        _closeToSend = close;
        if (!_isWriting)
            StartWriter(null);
    }

    /// <summary>The connection is no more: everything that waits for it ends.</summary>
    private void Break(Exception? exception, string how = "The client went away without closing the WebSocket")
    {
        if (IsBroken)
            return;
        _brokenHow = how;
        DropQueue();
        if (!_isFaulted)
            _socket.Abort();
        if (_peerClosed)
            LimitHandler("the client closed the WebSocket");
        else
            _handlerScope?.Cancel(Gone(exception));
    }

    private CancelReason Gone(Exception? exception) => _ending == SocketClose.Stopping
        ? new(CancelKind.Shutdown, "the server is stopping", exception)
        : new(CancelKind.Disconnected, char.ToLowerInvariant(_brokenHow![0]) + _brokenHow[1..], exception);

    private void RequestCanceled()
    {
        var reason = _request.Reason;
        if (reason?.Kind == CancelKind.Deadline)
            return;
        _isLost = true;
        // Otherwise the reader is about to find out, after what is there to be read.
        if (_isTaking)
            Break(reason?.Cause);
    }

    /// <summary>There is nobody left to talk to, so the handler has a while to return, and no longer.</summary>
    private void LimitHandler(string why) => _group!.Start(
        async () =>
        {
            await EventLoop.Sleep(_options.CloseTimeout);
            _handlerScope?.Cancel(new CancelReason(CancelKind.Shutdown, $"{why} and its handler did not return within {_options.CloseTimeout.TotalSeconds:0.###} s"));
        },
        "WebSocket close timeout");

    private async Task WatchIdleAsync(TimeSpan idle)
    {
        while (_ending is null)
        {
            var silence = Clock.GetElapsedTime(_lastReceived);
            if (silence >= idle)
                End(SocketClose.Of(WebSocketCloseStatus.PolicyViolation, $"No message came for {idle.TotalSeconds:0.###} s."));
            else
                await EventLoop.Sleep(idle - silence);
        }
    }
}
