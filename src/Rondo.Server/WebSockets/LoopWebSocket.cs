using System.IO.Pipelines;
using System.Net.WebSockets;
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
    private volatile WebSocketState _state = WebSocketState.Open;
    private volatile bool _isDisposed;
    private bool _hasSentClose;
    private bool _hasReceivedClose;

    /// <summary>The client has been told what it did wrong; the connection must live until that has reached it.</summary>
    private bool _hasFailed;
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
    public override WebSocketState State => _state;

    /// <inheritdoc/>
    public override string? SubProtocol { get; }

    /// <inheritdoc/>
    public override void Abort()
    {
        BecomeAborted(null);
        Dispose();
        if (_state == WebSocketState.Aborted)
            _connection.Abort(_abortReason);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_decoder)
        {
            if (_isDisposed)
                return;
            if (_state < WebSocketState.Closed)
                _state = WebSocketState.Closed;
            _isDisposed = true;
        }

        _keepAlive?.Stop();
        if (_state == WebSocketState.Aborted && !_hasFailed)
            _connection.Abort(_abortReason);
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

    /// <summary>The client does not answer.</summary>
    internal void AbortSilent(Exception reason)
    {
        BecomeAborted(reason);
        Dispose();
    }

    private void BecomeAborted(Exception? reason)
    {
        lock (_decoder)
        {
            if (_state is WebSocketState.Closed or WebSocketState.Aborted)
                return;
            _state = WebSocketState.Aborted;
            _abortReason = reason;
        }
    }

    /// <exception cref="WebSocketException">The socket's state is none of these.</exception>
    /// <exception cref="ObjectDisposedException">It is, but the socket was disposed.</exception>
    private void ThrowUnless(WebSocketState first, WebSocketState second, WebSocketState third = WebSocketState.None)
    {
        // In this order: of a socket that ends just now the state says how.
        var isDisposed = _isDisposed;
        var state = _state;
        if (state != first && state != second && (state != third || third == WebSocketState.None))
            throw new WebSocketException(
                WebSocketError.InvalidState,
                $"The WebSocket is {state}, and has to be {first}{(third == WebSocketState.None ? "" : $", {third}")} or "
                    + $"{second} for this.", _abortReason);
        ObjectDisposedException.ThrowIf(isDisposed, typeof(WebSocket));
    }

    /// <summary>The exception that the app sees for a failure while it received or sent.</summary>
    private Exception Explain(Exception exception, CancellationToken token, bool breaks)
    {
        if (exception is OperationCanceledException)
            return exception;
        if (_state == WebSocketState.Aborted)
        {
            return token.IsCancellationRequested
                ? new OperationCanceledException(
                    "The WebSocket was aborted, since the token of its operation was cancelled.", exception, token)
                : new OperationCanceledException("The WebSocket was aborted.", _abortReason ?? exception);
        }

        if (breaks)
            BecomeAborted(null);
        return exception as WebSocketException ?? new WebSocketException(WebSocketError.ConnectionClosedPrematurely, exception);
    }

    private static WebSocketException ClosedPrematurely() =>
        new(WebSocketError.ConnectionClosedPrematurely, "The client closed the connection without closing the WebSocket.");

    /// <summary>An operation that was under way when the socket was aborted or disposed.</summary>
    private static ObjectDisposedException Ended() => new ObjectDisposedException(typeof(WebSocket).FullName);
}
