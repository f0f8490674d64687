using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Api.Errors;
using Rondo.Api.Responses;
using Rondo.Server.WebSockets;
using Rondo.Server.WebSockets.Closing;

namespace Rondo.Api.WebSockets;

/// <summary>Sending.</summary>
/// <remarks>
/// Messages for which the connection has room go to it at once. Only when it has none is there a queue, and a writer that empties
/// it and ends: an
/// idle socket has neither. A writer that always waits costs each socket a task, and each message two steps of the loop.
/// </remarks>
internal sealed partial class SocketLink
{
    /// <summary>A serialized message is sent or copied before another one is serialized on this thread.</summary>
    [ThreadStatic]
    private static ItemBuffer? t_buffer;

    private readonly ParkingLot<OutgoingMessage, bool> _senders = new("WebSocketSession");
    private Queue<OutgoingMessage>? _queue;

    /// <summary>The one at work, or the last one.</summary>
    private TaskHandle? _writer;
    private bool _isWriting;
    private ITimer? _sendTimer;
    private long _sent;

    private long _queuedBytes;

    private int Queued => _queue?.Count ?? 0;

    private bool HasRoom => Queued < Options.SendQueue && _queuedBytes < Options.SendQueueBytes;

    internal ValueTask SendAsync<T>(T message, JsonTypeInfo<T> type)
    {
        if (!CanSend)
            return ValueTask.FromException(NotSent());
        var buffer = TakeBuffer();
        try
        {
            return SendAsync(buffer.SerializeToMemory(message, type), WebSocketMessageType.Text);
        }
        finally
        {
            t_buffer = buffer;
        }
    }

    /// <summary>Sends bytes that are the caller's again when this returns.</summary>
    internal ValueTask SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        if (!CanSend)
            return ValueTask.FromException(NotSent());
        if (_senders.IsCanceled())
            return WithoutResult(_senders.ParkAsync(default));
        if (TrySendAtOnce(bytes, type) || TryEnqueue(bytes, type))
            return _phase.IsBroken ? ValueTask.FromException(NotSent()) : WithoutResult(_senders.PassAsync(true));
        var message = new OutgoingMessage(bytes.Span, type);
        return WaitAsync(_senders.ParkAsync(message), message);
    }

    internal bool TrySend<T>(T message, JsonTypeInfo<T> type)
    {
        if (!CanTrySend)
            return false;
        var buffer = TakeBuffer();
        try
        {
            return TrySend(buffer.SerializeToMemory(message, type), WebSocketMessageType.Text);
        }
        finally
        {
            t_buffer = buffer;
        }
    }

    /// <summary>
    /// Whether <see cref="TrySend(ReadOnlyMemory{byte}, WebSocketMessageType)"/> would send; asked before a message is serialized
    /// for nothing.
    /// </summary>
    internal bool CanTrySend
    {
        get
        {
            _senders.VerifyAccess("TrySend");
            return CanSend && HasRoom;
        }
    }

    internal bool TrySend(ReadOnlyMemory<byte> bytes, WebSocketMessageType type) =>
        CanTrySend && (TrySendAtOnce(bytes, type) || TryEnqueue(bytes, type)) && !_phase.IsBroken;

    internal ValueTask SendErrorsAsync(IReadOnlyList<InputError> errors)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            var report = errors as ErrorReport;
            ProblemJson.WriteErrors(json, errors, report?.Omitted ?? 0, report?.IsIncomplete ?? false);
            json.WriteEndObject();
        }

        return SendAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), WebSocketMessageType.Text);
    }

    private static ItemBuffer TakeBuffer()
    {
        var buffer = t_buffer ?? new ItemBuffer();
        // A converter that sends on its own account gets another one.
        t_buffer = null;
        return buffer;
    }

    private static ValueTask WithoutResult(ValueTask<bool> waiting) =>
        waiting.IsCompletedSuccessfully ? default : new ValueTask(waiting.AsTask());

    /// <summary>Writes to the connection, whose memory holds at least this much for a client that is slow.</summary>
    private bool TrySendAtOnce(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        // When the server stops an answer may be held back, which takes a writer.
        if (_isWriting || IsStopping || _socket is not LoopWebSocket { CopiesAtOnce: true } || bytes.Length > LoopWebSocket.Slice)
            return false;
        _draining = _draining.After(DrainEvent.Answer).State;
        var sending = _socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None);
        if (sending.IsCompletedSuccessfully)
            _sent++;
        else
            StartWriter(sending);
        return true;
    }

    private bool TryEnqueue(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        if (!HasRoom)
            return false;
        Enqueue(new OutgoingMessage(bytes.Span, type));
        if (!_isWriting)
            StartWriter(null);
        return true;
    }

    private async ValueTask WaitAsync(ValueTask<bool> sending, OutgoingMessage message)
    {
        try
        {
            await sending;
        }
        catch
        {
            message.Return();
            throw;
        }
    }

    private void StartWriter(ValueTask? begun)
    {
        _isWriting = true;
        _writer = Group.Start(() => WriteAsync(begun), "WebSocket writer");
    }

    /// <param name="begun">A message that is on its way.</param>
    private async Task WriteAsync(ValueTask? begun)
    {
        try
        {
            if (begun is { } sending)
            {
                await InTime(sending);
                _sent++;
            }
            else
            {
                // A sender continues first, to where it may wait for a message: see LetHandlerEndAsync.
                await EventLoop.Yield();
            }

            while (TryTake(out var message))
            {
                try
                {
                    if (IsStopping)
                        await LetHandlerEndAsync();
                    _draining = _draining.After(DrainEvent.Answer).State;
                    await InTime(_socket.SendAsync(message.Bytes, message.Type, endOfMessage: true, CancellationToken.None));
                }
                finally
                {
                    message.Return();
                }

                _sent++;
            }

            _queue = null;
            if (_phase is ClosingPhase.Sending or ClosingPhase.Answering)
                await SendCloseAsync(_ending!);
        }
        catch (ScopeCanceledException)
        {
            throw;
        }
        catch (Exception exception)
        {
            Break(exception);
        }
        finally
        {
            _isWriting = false;
        }
    }

    /// <summary>Senders wait only while the queue is full.</summary>
    private bool TryTake(out OutgoingMessage message)
    {
        message = default;
        if (_queue is null || !_queue.TryDequeue(out message))
            return false;
        _queuedBytes -= message.Bytes.Length;
        // A long message may make room for several short ones.
        while (HasRoom && _senders.TryUnpark(true, out var next))
            Enqueue(next);
        return true;
    }

    private void Enqueue(OutgoingMessage message)
    {
        (_queue ??= new Queue<OutgoingMessage>()).Enqueue(message);
        _queuedBytes += message.Bytes.Length;
    }

    /// <summary>Nobody will take what waits to be sent.</summary>
    private void DropQueue()
    {
        while (_queue is not null && _queue.TryDequeue(out var message))
            message.Return();
        _queuedBytes = 0;
        _senders.FailAll(_ => NotSent());
    }

    private async ValueTask SendCloseAsync(SocketClose close)
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await InTime(new ValueTask(_socket.CloseOutputAsync(close.Status, close.Reason, CancellationToken.None)));
            Step(ClosingEvent.Flush);
        }
        catch (Exception exception) when (exception is not ScopeCanceledException)
        {
            Break(exception);
        }
    }

    /// <summary>Disconnects a client that takes nothing: its queue would stay full forever.</summary>
    private async ValueTask InTime(ValueTask sending)
    {
        if (sending.IsCompleted || Options.SendTimeout == Timeout.InfiniteTimeSpan)
        {
            await sending;
            return;
        }

        _sendTimer ??= Clock.CreateTimer(
            static link => ((SocketLink)link!).SendTimedOut(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _sendTimer.Change(Options.SendTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            await sending;
        }
        finally
        {
            _sendTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void SendTimedOut()
    {
        Break(null, $"The client accepted nothing for {Options.SendTimeout.TotalSeconds:0.###} s and was disconnected");
        _socket.Abort();
    }

    private SocketClosedException NotSent() => ClosedError("the message was not sent");
}
