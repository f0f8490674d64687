using System.Net.WebSockets;
using Rondo.Server;
using Rondo.Server.Requests;
using Rondo.Server.WebSockets;
using Rondo.Server.WebSockets.Closing;

namespace Rondo.Api.WebSockets;

/// <summary>
/// A WebSocket between its client and its handler: a reader, and a writer where there is need of one, with a bounded queue on either side.
/// </summary>
/// <remarks>
/// Why a reader of its own: a close, a pong and a broken connection are noticed while the handler waits for something else.
/// The parts that an idle socket does not need are made when they are needed: the group of its tasks, the writer, the timers.
/// No token is ever given to the socket, which a cancelled receive would tear down: <see cref="WebSocket.Abort"/> ends what is pending.
/// </remarks>
internal sealed partial class SocketLink : ISessionUser, IMessageUser
{
    private const string ClientClosed = "the client closed the WebSocket";

    private static readonly Action<object?> s_breakLost = static self => ((SocketLink)self!).BreakLost();
    private static readonly Action<object?> s_limitHandler = static self => ((SocketLink)self!).LimitClosed();

    private readonly WebSocket _socket;
    private readonly SocketSetup _setup;
    private readonly SocketInbox _inbox;
    private readonly string _path;
    private readonly EventLoop _loop = EventLoop.Current;
    private readonly SessionScope _scope;
    private CancellationTokenSource? _stop;

    private ClosingPhase _phase;

    /// <summary>The status with which this side closes, and the reason.</summary>
    private SocketClose? _ending;

    /// <summary>The client's, if it closed first.</summary>
    private SocketClose? _clientsEnding;
    private string? _brokenHow;

    internal SocketLink(WebSocket socket, SocketSetup setup, SocketInbox inbox, string path)
    {
        _socket = socket;
        _setup = setup;
        _scope = new SessionScope(this, "WebSocket");
        if (socket is LoopWebSocket loopSocket)
            loopSocket.User = this;
        _inbox = inbox;
        _path = path;
        _lastReceived = Clock.GetTimestamp();
        _senders.VerifyAccess(); // which makes this their loop
    }

    internal string? Subprotocol => _socket.SubProtocol;

    internal bool CanSend => _phase is ClosingPhase.Open or ClosingPhase.Asked;

    internal SocketClose? Closed => _clientsEnding ?? _ending;

    /// <summary>Few ask for it.</summary>
    internal CancellationToken StopToken
    {
        get
        {
            if (_stop is null)
            {
                _stop = new CancellationTokenSource();
                if (IsStopping)
                    _stop.Cancel();
            }

            return _stop.Token;
        }
    }

    internal WebSocketStatistics Statistics => new(_received, _inbox.Invalid, _inbox.Count, _sent, Queued, _senders.Count);

    private SocketOptions Options => _setup.Options;

    private TimeProvider Clock => _loop.Clock;

    /// <summary>Runs the handler and closes as it ended. Returns when the connection is over.</summary>
    /// <remarks>
    /// Shielded from the request's own scope, whose end means different things here: a deadline of requests is none of sockets, and a
    /// connection that ends after its close frame must not cancel the handler's cleanup.
    /// </remarks>
    internal async Task RunAsync<TSession>(TSession session, Func<TSession, ValueTask> handler)
    {
        try
        {
            SocketClose close;
            _scope.Enter();
            _drain = SocketDrain.Add(this, _setup.Stopping);
            try
            {
                StartReading();
                StartWatchingIdle();
                if (_phase.IsBroken)
                    _scope.Handler!.Cancel(Gone(null));
                await handler(session);
                close = GoodEnd;
            }
            catch (OperationCanceledException) when (_scope.Absorbs)
            {
                close = GoodEnd;
            }
            catch (SocketClosedException) when (_phase != ClosingPhase.Open)
            {
                close = GoodEnd;
            }
            catch (ApiError error)
            {
                close = _ending ?? SocketClose.Of(error);
            }
            catch (Exception exception)
            {
                SocketLog.Failed(_setup.Logger, _path, exception);
                close = _ending ?? SocketClose.InternalError;
            }
            finally
            {
                _scope.HandlerEnded();
            }

            await EndAsync(close);
            if (_reading != Reading.Ended)
                await CancelScope.Shield(Timeout.InfiniteTimeSpan, () => ReaderEndAsync().AsTask());
        }
        finally
        {
            LeaveDrain();
            _scope.Leave();
            Step(ClosingEvent.Dispose);
            _brokenHow ??= "The WebSocket has ended";
            _socket.Dispose();
            _sendTimer?.Dispose();
            _stop?.Dispose();
        }
    }

    private TaskGroup Group => _scope.Group;

    /// <summary>
    /// Whether the request is over for its server; what the client had sent before may still be unread, its close frame among it.
    /// </summary>
    private bool IsLost => _scope.RequestReason is not null;

    private void StartWatchingIdle()
    {
        if (Options.IdleTimeout is { } idle)
            Group.Start(() => WatchIdleAsync(idle), "WebSocket idle watch");
    }

    private Task EndAsync(SocketClose close) => _scope.EndAsync(_ => EndInGroupAsync(close));

    private async Task EndInGroupAsync(SocketClose close)
    {
        var isClosed = false;
        try
        {
            isClosed = await FinishAsync(close);
        }
        finally
        {
            LeaveDrain();
            // Whatever still waits for the network ends with this, and the group with it.
            Step(isClosed ? ClosingEvent.Dispose : ClosingEvent.Abort);
            if (!isClosed)
                _socket.Abort();
            Group.Cancel("the WebSocket is closed");
        }
    }

    /// <summary>This side wants to end: receiving ends now, and the handler has a while to return.</summary>
    internal void End(SocketClose close)
    {
        if (_phase != ClosingPhase.Open)
            return;
        _ending = close;
        Perform(Step(ClosingEvent.Ask), $"the WebSocket is being closed ({close})");
    }

    /// <summary>The handler wants to end: what is queued goes out, then the close.</summary>
    internal async ValueTask CloseAsync(SocketClose close)
    {
        if (CanSend)
            BeginClosing(close);
        if (_phase.HasWritten && _writer is { } writer)
            await writer.Completion;
    }

    /// <summary>How it ends when nothing went wrong: a client that closed gets its own code back.</summary>
    private SocketClose GoodEnd => _ending ?? (_clientsEnding is { } theirs ? new SocketClose(theirs.Status, null) : SocketClose.Normal);

    internal SocketClosedException ClosedError(string consequence)
    {
        var how = _clientsEnding is not null ? $"The client closed the WebSocket ({Closed})"
            : _brokenHow ?? $"The WebSocket is closed ({Closed})";
        return new SocketClosedException($"{how}, so {consequence}.", Closed?.Status, Closed?.Reason);
    }

    /// <summary>The closing handshake.</summary>
    /// <returns>False if it did not come to its end, and the connection has to be cut.</returns>
    private async Task<bool> FinishAsync(SocketClose close)
    {
        _inbox.Break();
        if (_phase == ClosingPhase.Aborted)
            return false;
        BeginClosing(close);
        // Each message has its own time to go out; a server that stops has no time for many.
        var isSent = _writer is not { } writer || await CancelScope.MoveOnAfter(
            _phase.IsBroken || IsStopping ? Options.CloseTimeout : Timeout.InfiniteTimeSpan, async () => await writer.Completion);
        if (_phase == ClosingPhase.Failed)
            return isSent;
        return isSent && !_phase.IsBroken
            && await CancelScope.MoveOnAfter(Options.CloseTimeout, async () => await ReaderEndAsync()) && !_phase.IsBroken;
    }

    private void BeginClosing(SocketClose close)
    {
        var actions = Step(ClosingEvent.Write);
        if ((actions & ClosingActions.SendClose) == 0)
            return;
        // The client is told of an earlier decision, such as 1009 for a message too long.
        _ending ??= close;
        Perform(actions);
        if (!_isWriting)
            StartWriter(null);
    }

    private ClosingActions Step(ClosingEvent closingEvent)
    {
        var step = _phase.After(closingEvent);
        _phase = step.Phase;
        return step.Actions;
    }

    /// <param name="actions">Those that concern the handler.</param>
    /// <param name="why">The reason of a limit.</param>
    /// <param name="exception">The cause of the break.</param>
    private void Perform(ClosingActions actions, string why = ClientClosed, Exception? exception = null)
    {
        if ((actions & ClosingActions.EndInput) != 0)
            _inbox.Complete();
        if ((actions & ClosingActions.EndTransport) != 0)
            _socket.Abort();
        if ((actions & ClosingActions.LimitApp) != 0)
            LimitHandler(why);
        if ((actions & ClosingActions.CancelApp) != 0)
            _scope.Handler?.Cancel(Gone(exception));
    }

    /// <summary>The connection is no more: everything that waits for it ends.</summary>
    private void Break(
        Exception? exception, string how = "The client went away without closing the WebSocket",
        ClosingEvent closingEvent = ClosingEvent.Abort)
    {
        if (_phase.IsOver)
            return;
        var actions = Step(closingEvent);
        _brokenHow = how;
        DropQueue();
        Perform(actions, exception: exception);
    }

    private void BreakLost() => Break(_scope.RequestReason?.Cause);

    private CancelReason Gone(Exception? exception) => _ending == SocketClose.Stopping
        ? new(CancelKind.Shutdown, "the server is stopping", exception)
        : new(CancelKind.Disconnected, char.ToLowerInvariant(_brokenHow![0]) + _brokenHow[1..], exception);

    /// <inheritdoc/>
    void ISessionUser.RequestCanceled(CancelReason reason)
    {
        // Otherwise the reader is about to find out, after what is there to be read.
        if (_reading == Reading.Taking)
            _loop.Post(s_breakLost, this);
        else if (_phase.HasReceived)
            _loop.Post(s_limitHandler, this);
    }

    private void LimitClosed() => LimitHandler(ClientClosed);

    /// <summary>There is nobody left to talk to, so the handler has a while to return, and no longer.</summary>
    private void LimitHandler(string why)
    {
        if (_scope.Handler is null)
            return;
        Group.Start(
            async () =>
            {
                await EventLoop.Sleep(Options.CloseTimeout);
                _scope.Handler?.Cancel(
                    new CancelReason(
                        CancelKind.Shutdown, $"{why} and its handler did not return within {Options.CloseTimeout.TotalSeconds:0.###} s"));
            },
            "WebSocket close timeout");
    }

    private async Task WatchIdleAsync(TimeSpan idle)
    {
        TimeSpan silence;
        do
        {
            while ((silence = Clock.GetElapsedTime(_lastReceived)) < idle)
                await EventLoop.Sleep(idle - silence);
            await StarvationGrace.TakeAsync();
        }
        while (Clock.GetElapsedTime(_lastReceived) < idle);
        End(SocketClose.Of(WebSocketCloseStatus.PolicyViolation, $"No message came for {idle.TotalSeconds:0.###} s."));
    }
}
