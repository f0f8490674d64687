using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Rondo.Core;
using Rondo.Server.WebSockets.Closing;
using Rondo.Server.WebSockets.Frames;

namespace Rondo.Server.WebSockets;

/// <summary>Receiving.</summary>
internal sealed partial class LoopWebSocket
{
    private AsyncGate _receiveGate;

    /// <summary>The one that is used again and again; null while it is in use.</summary>
    private ReceiveOperation? _receive;

    /// <inheritdoc/>
    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            ThrowUnless(WebSocketState.Open, WebSocketState.CloseSent);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<ValueWebSocketReceiveResult>(exception);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            Abort();
            return ValueTask.FromCanceled<ValueWebSocketReceiveResult>(cancellationToken);
        }

        var operation = Interlocked.Exchange(ref _receive, null) ?? new ReceiveOperation(this);
        return operation.Start(buffer, cancellationToken);
    }

    /// <summary>
    /// Receives for a reader that is no task: what is there; or later, when the continuation is called, with
    /// <see cref="ReceiveOperation.End"/>.
    /// </summary>
    /// <returns>Null if there is a result.</returns>
    internal ReceiveOperation? Receive(
        Memory<byte> buffer, Action<object?> continuation, object state, out ValueWebSocketReceiveResult result)
    {
        ThrowUnless(WebSocketState.Open, WebSocketState.CloseSent);
        var operation = Interlocked.Exchange(ref _receive, null) ?? new ReceiveOperation(this);
        var receiving = operation.Start(buffer, CancellationToken.None);
        if (receiving.IsCompleted)
        {
            result = receiving.GetAwaiter().GetResult();
            return null;
        }

        result = default;
        operation.WhenDone(continuation, state);
        return operation;
    }

    /// <inheritdoc/>
    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        if (buffer.Array is null)
            throw new ArgumentNullException(nameof(buffer), "The buffer's array is null.");
        return ReceiveSegmentAsync(buffer, cancellationToken);
    }

    /// <summary>The operation has told its result and can be used again.</summary>
    internal void Recycle(ReceiveOperation operation) => Volatile.Write(ref _receive, operation);

    internal bool TryEnterReceive() => _receiveGate.TryEnter();

    internal ValueTask EnterReceiveAsync() => _receiveGate.EnterAsync(_decoder);

    internal void LeaveReceive() => _receiveGate.Exit(_decoder);

    internal PipeReader Input => _input;

    internal Scheduler Scheduler => _connection.Loop.Scheduler;

    internal FrameDecoder Decoder => _decoder;

    internal Exception ExplainReceive(Exception exception, CancellationToken token) => Explain(exception, token, breaks: true);

    internal static Exception EndOfInput => ClosedPrematurely();

    /// <summary>Before waiting, and after.</summary>
    /// <remarks>
    /// Also where the receive before this one failed: what comes after a breach of the protocol is not looked at, so that whoever
    /// waited for
    /// their turn would wait for as long as the client keeps the connection. The BCL's does.
    /// </remarks>
    internal void ThrowIfEnded()
    {
        if (_isDisposed || _phase.IsBroken)
            throw Ended();
    }

    /// <summary>Decodes the bytes that have arrived.</summary>
    internal Decoded DecodeReceived(in ReadOnlySequence<byte> bytes, Span<byte> target, out SequencePosition consumed, out int written)
    {
        if (!bytes.IsEmpty)
            _keepAlive?.Received();
        return _drain.HasClosed ? Discard(bytes, out consumed, out written) : Decode(bytes, target, out consumed, out written);
    }

    /// <summary>Also where there are no bytes: the decoder may have more to tell of those before.</summary>
    private Decoded Decode(in ReadOnlySequence<byte> bytes, Span<byte> target, out SequencePosition consumed, out int written)
    {
        if (bytes.IsSingleSegment)
        {
            var result = _decoder.Decode(bytes.FirstSpan, target, out var used, out written);
            consumed = bytes.GetPosition(used);
            NoteMessage();
            return result;
        }

        return TakeSegments(bytes, target, out consumed, out written);
    }

    /// <summary>A close frame came.</summary>
    internal ValueWebSocketReceiveResult TakeClose()
    {
        _closeStatus = _decoder.CloseStatus;
        _closeDescription = _decoder.CloseDescription;
        Step(ClosingEvent.Receive);
        return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
    }

    internal ValueTask AnswerPingAsync() => SendControlAsync(FrameOpcode.Pong, _decoder.Control);

    /// <summary>Tells the client what it did wrong.</summary>
    internal ValueTask FailAsync()
    {
        if (_decoder.HasClose)
            Step(ClosingEvent.Receive);
        Step(ClosingEvent.Breach);
        var settling = User?.SettleAsync() ?? default;
        return settling.IsCompletedSuccessfully ? CloseFailed() : CloseFailedAfterAsync(settling);
    }

    private ValueTask CloseFailed() => (Step(ClosingEvent.Settle) & ClosingActions.SendClose) == 0 ? default
        : new ValueTask(SendCloseAsync(_decoder.Failure!.Status, null, CancellationToken.None));

    private async ValueTask CloseFailedAfterAsync(ValueTask settling)
    {
        await settling.ConfigureAwait(false);
        await CloseFailed().ConfigureAwait(false);
    }

    internal WebSocketException Failure => new(WebSocketError.Faulted, _decoder.Failure!.Message);

    private Decoded TakeSegments(in ReadOnlySequence<byte> bytes, Span<byte> target, out SequencePosition consumed, out int written)
    {
        var result = Decoded.NeedInput;
        long total = 0;
        written = 0;
        foreach (var segment in bytes)
        {
            if (segment.IsEmpty)
                continue;
            var next = _decoder.Decode(segment.Span, target[written..], out var used, out var count);
            total += used;
            written += count;
            if (next != Decoded.NeedInput)
                result = next;
            // A frame may continue in the next segment, and its caller have room for that.
            if (next != Decoded.NeedInput
                && !(next == Decoded.Data && _decoder.IsInsideFrame && used == segment.Length && written < target.Length))
                break;
        }

        consumed = bytes.GetPosition(total);
        NoteMessage();
        return result;
    }

    private void NoteMessage()
    {
        if (_decoder.IsEndOfMessage)
            Drain(DrainEvent.Receive);
    }

    private async Task<WebSocketReceiveResult> ReceiveSegmentAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var result = await ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
        return result.MessageType == WebSocketMessageType.Close
            ? new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage, _closeStatus, _closeDescription)
            : new WebSocketReceiveResult(result.Count, result.MessageType, result.EndOfMessage);
    }
}
