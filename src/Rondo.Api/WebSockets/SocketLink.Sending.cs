using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Sync;

namespace Rondo.Api;

/// <summary>The writer.</summary>
internal sealed partial class SocketLink
{
    private readonly Channel<OutgoingMessage> _outgoing;
    private readonly ItemBuffer _buffer = new();
    private ITimer? _sendTimer;
    private SocketClose _closeToSend;
    private long _sent;

    internal ValueTask SendAsync<T>(T message, JsonTypeInfo<T> type) =>
        CanSend ? SendAsync(_buffer.Serialize(message, type), WebSocketMessageType.Text) : ValueTask.FromException(NotSent());

    internal ValueTask SendAsync(ReadOnlySpan<byte> bytes, WebSocketMessageType type)
    {
        if (!CanSend)
            return ValueTask.FromException(NotSent());
        var message = new OutgoingMessage(bytes, type);
        var sending = _outgoing.SendAsync(message);
        return sending.IsCompletedSuccessfully ? sending : WaitAsync(sending, message);
    }

    internal bool TrySend<T>(T message, JsonTypeInfo<T> type)
    {
        if (!CanSend || _outgoing.Count >= _outgoing.Capacity)
            return false;
        var queued = new OutgoingMessage(_buffer.Serialize(message, type), WebSocketMessageType.Text);
        if (_outgoing.TrySend(queued))
            return true;
        queued.Return();
        return false;
    }

    internal ValueTask SendErrorsAsync(IReadOnlyList<InputError> errors)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            json.WriteStartArray("errors");
            foreach (var error in errors)
                ProblemWriter.WriteError(json, error);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return SendAsync(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), WebSocketMessageType.Text);
    }

    private async ValueTask WaitAsync(ValueTask sending, OutgoingMessage message)
    {
        try
        {
            await sending;
        }
        catch (Exception exception)
        {
            message.Return();
            if (exception is ChannelEndedException or ChannelBrokenException)
                throw NotSent();
            throw;
        }
    }

    private async Task WriteAllAsync()
    {
        try
        {
            while (true)
            {
                var message = await _outgoing.ReceiveAsync();
                try
                {
                    if (_isStopping)
                        await LetHandlerEndAsync();
                    _owes = false;
                    await InTime(_socket.SendAsync(message.Bytes, message.Type, endOfMessage: true, CancellationToken.None));
                }
                finally
                {
                    message.Return();
                }

                _sent++;
            }
        }
        catch (ChannelEndedException)
        {
            await SendCloseAsync();
        }
        catch (ScopeCanceledException)
        {
            throw;
        }
        catch (Exception exception)
        {
            Break(exception);
        }
    }

    private async ValueTask SendCloseAsync()
    {
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await InTime(new ValueTask(_socket.CloseOutputAsync(_closeToSend.Status, _closeToSend.Reason, CancellationToken.None)));
        }
        catch (Exception exception) when (exception is not ScopeCanceledException)
        {
            Break(exception);
        }
    }

    /// <summary>Cuts off a client that takes nothing: its queue would stay full for ever.</summary>
    private async ValueTask InTime(ValueTask sending)
    {
        if (sending.IsCompleted || _options.SendTimeout == Timeout.InfiniteTimeSpan)
        {
            await sending;
            return;
        }

        _sendTimer ??= _clock.CreateTimer(static link => ((SocketLink)link!).SendTimedOut(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _sendTimer.Change(_options.SendTimeout, Timeout.InfiniteTimeSpan);
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
        Break(null, $"The client accepted nothing for {_options.SendTimeout.TotalSeconds:0.###} s and was cut off");
        _socket.Abort();
    }

    private SocketClosedException NotSent() => ClosedError("the message was not sent");
}
