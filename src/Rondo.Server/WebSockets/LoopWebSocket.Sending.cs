using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Rondo.Server.WebSockets.Closing;
using Rondo.Server.WebSockets.Deflate;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Server.WebSockets;

/// <summary>Sending.</summary>
internal sealed partial class LoopWebSocket
{
    /// <summary>Written before the client has to have taken it: a frame may be long, and the pipe's memory is not.</summary>
    internal const int Slice = 32 * 1024;

    /// <summary>Up to this much goes into one span with its header.</summary>
    private const int Small = 1024;

    private static readonly Action<object?> s_abort = static socket => ((LoopWebSocket)socket!).Abort();

    private AsyncGate _sendGate;
    private readonly MessageDeflater? _deflater;
    private bool _isMessageOpen;
    private bool _mayCompressMessage;

    /// <summary>
    /// Whether nobody is sending: on the connection's loop, what is sent next is then copied before its call returns, up to a
    /// <see cref="Slice"/>.
    /// </summary>
    internal bool CopiesAtOnce => !_sendGate.IsEntered;

    /// <inheritdoc/>
    public override Task SendAsync(
        ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        Check(messageType);
        if (buffer.Array is null)
            throw new ArgumentNullException(nameof(buffer), "The buffer's array is null.");
        return SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();
    }

    /// <inheritdoc/>
    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer, messageType, endOfMessage ? WebSocketMessageFlags.EndOfMessage : WebSocketMessageFlags.None, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask SendAsync(
        ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, WebSocketMessageFlags messageFlags,
        CancellationToken cancellationToken)
    {
        Check(messageType);
        try
        {
            ThrowUnless(WebSocketState.Open, WebSocketState.CloseReceived);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }

        var isFinal = (messageFlags & WebSocketMessageFlags.EndOfMessage) != 0;
        var mayCompress = (messageFlags & WebSocketMessageFlags.DisableCompression) == 0;
        var opcode = messageType == WebSocketMessageType.Text ? FrameOpcode.Text : FrameOpcode.Binary;
        if (_isMessageOpen)
        {
            if (mayCompress != _mayCompressMessage)
                throw new ArgumentException(
                    "The parts of a message are compressed, or none of them is: give DisableCompression with all or with none.",
                    nameof(messageFlags));
            opcode = FrameOpcode.Continuation;
        }

        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        _isMessageOpen = !isFinal;
        _mayCompressMessage = mayCompress;
        var sending = SendFrameAsync(opcode, isFinal, mayCompress && _deflater is not null, buffer, cancellationToken);
        if (isFinal)
            Drain(DrainEvent.Answer);
        return sending;
    }

    /// <summary>Keeps the connection alive; whoever is behind it need not answer.</summary>
    internal void SendPong() => Forget(FrameOpcode.Pong);

    /// <summary>Asks for a sign of life.</summary>
    internal void SendPing() => Forget(FrameOpcode.Ping);

    /// <summary>A connection that takes no ping is found out by its timeout, or by who receives.</summary>
    private void Forget(FrameOpcode opcode)
    {
        if (_phase.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            return;
        Forget(SendControlAsync(opcode, default));
    }

    private static void Forget(ValueTask sending)
    {
        if (sending.IsCompleted)
            _ = sending.IsCompletedSuccessfully ? null : sending.AsTask().Exception;
        else
            _ = sending.AsTask()
                .ContinueWith(
                    static task => _ = task.Exception, CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private static void Check(WebSocketMessageType messageType)
    {
        if (messageType is not (WebSocketMessageType.Text or WebSocketMessageType.Binary))
            throw new ArgumentException(
                $"A message is Text or Binary, and not {messageType}: CloseOutputAsync sends a close frame.", nameof(messageType));
    }

    private ValueTask SendControlAsync(FrameOpcode opcode, ReadOnlyMemory<byte> payload) =>
        SendFrameAsync(opcode, isFinal: true, isCompressed: false, payload, CancellationToken.None);

    private ValueTask SendFrameAsync(
        FrameOpcode opcode, bool isFinal, bool isCompressed, ReadOnlyMemory<byte> payload, CancellationToken token) =>
        _sendGate.TryEnter() ? SendInsideAsync(opcode, isFinal, isCompressed, payload, token)
        : SendInTurnAsync(opcode, isFinal, isCompressed, payload, token);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendInTurnAsync(
        FrameOpcode opcode, bool isFinal, bool isCompressed, ReadOnlyMemory<byte> payload, CancellationToken token)
    {
        // The holder waits for the client; its wait ends when the socket is aborted.
        using (token.UnsafeRegister(s_abort, this))
            await _sendGate.EnterAsync(_decoder).ConfigureAwait(false);
        await SendInsideAsync(opcode, isFinal, isCompressed, payload, token).ConfigureAwait(false);
    }

    /// <summary>Sends a frame and leaves the gate.</summary>
    private ValueTask SendInsideAsync(
        FrameOpcode opcode, bool isFinal, bool isCompressed, ReadOnlyMemory<byte> payload, CancellationToken token)
    {
        byte[]? rented = null;
        var leaves = true;
        try
        {
            // Of two closes at a time, or one and the drain's, the first says why; the second has to wait for it, and has then
            // sent as well.
            if (opcode == FrameOpcode.Close && _phase.HasWritten)
                return default;
            ThrowUnlessSendable(opcode);
            if (opcode == FrameOpcode.Close)
                Step(ClosingEvent.Write);
            if (isCompressed)
                (payload, isCompressed, rented) = Compress(opcode, isFinal, payload);
            var marked = isCompressed && opcode != FrameOpcode.Continuation;
            ValueTask<FlushResult> flushing;
            var isLong = payload.Length > Slice;
            if (isLong)
            {
                WriteHeader(opcode, isFinal, marked, payload.Length);
                _output.Write(payload.Span[..Slice]);
                flushing = _output.FlushAsync(CancellationToken.None);
            }
            else
            {
                flushing = WriteFrame(opcode, isFinal, marked, payload.Span);
            }

            if (isLong || !flushing.IsCompleted)
            {
                leaves = false;
                return SendRestAsync(flushing, isLong ? payload[Slice..] : default, rented, token);
            }

            Check(flushing.GetAwaiter().GetResult());
            return default;
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(Explain(exception, token, breaks: false));
        }
        finally
        {
            if (leaves)
                Leave(rented);
        }
    }

    /// <summary>Waits for the client to take what was written, and writes the rest by and by.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendRestAsync(
        ValueTask<FlushResult> flushing, ReadOnlyMemory<byte> rest, byte[]? rented, CancellationToken token)
    {
        try
        {
            using (token.UnsafeRegister(s_abort, this))
            {
                Check(await flushing.ConfigureAwait(false));
                while (!rest.IsEmpty)
                {
                    var next = Math.Min(rest.Length, Slice);
                    _output.Write(rest.Span[..next]);
                    rest = rest[next..];
                    Check(await _output.FlushAsync(CancellationToken.None).ConfigureAwait(false));
                }
            }
        }
        catch (Exception exception)
        {
            throw Explain(exception, token, breaks: false);
        }
        finally
        {
            Leave(rented);
        }
    }

    private void Leave(byte[]? rented)
    {
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        _sendGate.Exit(_decoder);
    }

    /// <summary>After a close frame pings are still answered, and nothing else is sent (RFC 6455, 5.5).</summary>
    private void ThrowUnlessSendable(FrameOpcode opcode)
    {
        if (_isDisposed)
            throw Ended();
        if (_phase.HasWritten && opcode is FrameOpcode.Text or FrameOpcode.Binary or FrameOpcode.Continuation)
            throw new WebSocketException(WebSocketError.InvalidState, "A close frame has been sent, and nothing may follow it.");
    }

    private ValueTask<FlushResult> WriteFrame(FrameOpcode opcode, bool isFinal, bool isMarked, ReadOnlySpan<byte> payload)
    {
        if (payload.Length <= Small)
        {
            var span = _output.GetSpan(FrameHeader.MaxLength + payload.Length);
            var length = FrameHeader.Write(span, opcode, isFinal, isMarked, payload.Length);
            payload.CopyTo(span[length..]);
            _output.Advance(length + payload.Length);
        }
        else
        {
            WriteHeader(opcode, isFinal, isMarked, payload.Length);
            _output.Write(payload);
        }

        return _output.FlushAsync(CancellationToken.None);
    }

    private void WriteHeader(FrameOpcode opcode, bool isFinal, bool isMarked, int length) =>
        _output.Advance(FrameHeader.Write(_output.GetSpan(FrameHeader.MaxLength), opcode, isFinal, isMarked, length));

    private (ReadOnlyMemory<byte> Payload, bool IsCompressed, byte[]? Rented) Compress(
        FrameOpcode opcode, bool isFinal, ReadOnlyMemory<byte> payload)
    {
        var (rented, length) = _deflater!.Deflate(payload.Span, isFinal);
        if (length < payload.Length || !_deflater.MayGiveUp || opcode == FrameOpcode.Continuation || !isFinal)
            return (rented.AsMemory(0, length), true, rented);
        ArrayPool<byte>.Shared.Return(rented);
        return (payload, false, null);
    }

    private void Check(FlushResult result)
    {
        if (result.IsCanceled && _isDisposed)
            throw Ended();
        if (result.IsCompleted)
            throw ClosedPrematurely();
    }
}
