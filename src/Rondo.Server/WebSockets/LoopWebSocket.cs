using System.IO.Pipelines;
using System.Net.WebSockets;
using Rondo.Server.WebSockets.Closing;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Server.WebSockets;

/// <summary>The server's end of a WebSocket (RFC 6455, RFC 7692) on the pipes of its connection.</summary>
/// <remarks>
/// Behaves as the BCL's own does, states and exceptions included, with these differences: bytes of a message are handed on as they come,
/// not when the caller's buffer is full; a message has to keep to more of the RFC's rules; any sign of life answers a ping.
/// Between messages it holds
/// no buffer, and what keeps it alive is one timer of the loop.
/// <para>At home on the connection's loop, and correct on any thread: one receives and one sends at a time, others wait their turn.</para>
/// <para>The pipes are the connection's, which completes them when the request is over.</para>
/// </remarks>
internal sealed partial class LoopWebSocket : WebSocket
{
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly IPipeUpgrade _connection;
    private readonly FrameDecoder _decoder;
    private readonly KeepAlive? _keepAlive;
    private volatile ClosingPhase _phase;
    private volatile bool _isDisposed;
    private Exception? _abortReason;
    private WebSocketCloseStatus? _closeStatus;
    private string? _closeDescription;

    internal LoopWebSocket(PipeReader input, PipeWriter output, LoopWebSocketOptions options, IPipeUpgrade connection)
    {
        _input = input;
        _output = output;
        _connection = connection;
        SubProtocol = options.SubProtocol;
        _decoder = new FrameDecoder(options.Deflate, options.MaxMessageBytes, options.MaxInflatedBytes);
        _deflater = options.Deflate is { } deflate
            ? new Deflate.MessageDeflater(deflate.ServerMaxWindowBits, !deflate.ServerNoContextTakeover) : null;
        if (options.KeepAliveInterval > TimeSpan.Zero)
            _keepAlive = KeepAlive.Start(this, options);
    }

    /// <inheritdoc/>
    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    /// <inheritdoc/>
    public override string? CloseStatusDescription => _closeDescription;

    /// <inheritdoc/>
    public override WebSocketState State => _phase.State;

    /// <inheritdoc/>
    public override string? SubProtocol { get; }

    /// <inheritdoc/>
    public override void Abort() => Perform(Step(ClosingEvent.Abort));

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (!_isDisposed)
            Perform(Step(ClosingEvent.Dispose));
    }

    /// <summary>The client does not answer.</summary>
    internal void AbortSilent(Exception reason)
    {
        Step(ClosingEvent.Break, reason);
        Dispose();
    }

    /// <summary>Moves the closing handshake.</summary>
    private ClosingActions Step(ClosingEvent closingEvent, Exception? reason = null)
    {
        lock (_decoder)
        {
            var step = _phase.After(closingEvent);
            if (step.Phase != _phase)
                _abortReason ??= reason;
            _phase = step.Phase;
            return step.Actions;
        }
    }

    private void Perform(ClosingActions actions)
    {
        var isReleased = (actions & ClosingActions.Release) != 0 && !Interlocked.Exchange(ref _isDisposed, true);
        if (isReleased)
            _keepAlive?.Stop();
        if ((actions & ClosingActions.EndTransport) != 0)
            _connection.Abort(_abortReason);
        if (isReleased)
            Release();
    }

    private void Release()
    {
        // A task that waits for the client learns that there is nothing more to wait for. A task that enters now sees the above,
        // or is seen here.
        Interlocked.MemoryBarrier();
        if (_receiveGate.IsEntered)
            _input.CancelPendingRead();
        if (_sendGate.IsEntered)
            _output.CancelPendingFlush();
        _decoder.Dispose();
        _deflater?.Dispose();
    }

    /// <exception cref="WebSocketException">The socket's state is none of these.</exception>
    private void ThrowUnless(WebSocketState first, WebSocketState second, WebSocketState third = WebSocketState.None)
    {
        var state = _phase.State;
        if (state != first && state != second && (state != third || third == WebSocketState.None))
            throw new WebSocketException(
                WebSocketError.InvalidState,
                $"The WebSocket is {state}, and has to be {first}{(third == WebSocketState.None ? "" : $", {third}")} or "
                    + $"{second} for this.", _abortReason);
    }

    /// <summary>The exception that the app sees for a failure while it received or sent.</summary>
    private Exception Explain(Exception exception, CancellationToken token, bool breaks)
    {
        if (exception is OperationCanceledException)
            return exception;
        if (_phase.IsBroken)
        {
            return token.IsCancellationRequested
                ? new OperationCanceledException(
                    "The WebSocket was aborted, since the token of its operation was cancelled.", exception, token)
                : new OperationCanceledException("The WebSocket was aborted.", _abortReason ?? exception);
        }

        if (breaks)
            Step(ClosingEvent.Break);
        return exception as WebSocketException ?? new WebSocketException(WebSocketError.ConnectionClosedPrematurely, exception);
    }

    private static WebSocketException ClosedPrematurely() =>
        new(WebSocketError.ConnectionClosedPrematurely, "The client closed the connection without closing the WebSocket.");

    /// <summary>An operation that was under way when the socket was aborted or disposed.</summary>
    private static ObjectDisposedException Ended() => new ObjectDisposedException(typeof(WebSocket).FullName);
}
