using System.Buffers;
using System.Net.WebSockets;
using Rondo.Server.WebSockets;
using Rondo.Server.WebSockets.Closing;
using Rondo.Sync;

namespace Rondo.Api.WebSockets;

/// <summary>
/// The reader: on our own WebSocket no task, only what the socket calls when something has come. Any other is read by a task.
/// </summary>
internal sealed partial class SocketLink
{
    private const int FirstBuffer = 4096;

    /// <summary>
    /// Empty fragments that one message may have: they cost the sender two bytes each, and bring a message no nearer to its limit.
    /// </summary>
    private const int MaxEmptyFragments = 128;

    /// <summary>Reads in a row that were there already, before everybody else on the loop has a turn.</summary>
    private const int LongestBurst = 64;

    private static readonly ContextCallback s_read = static self => ((SocketLink)self!).Read();

    /// <summary>In the handler's flow: a converter or a validator finds there what its request has put in.</summary>
    private static readonly Action<object?> s_received = static self =>
    {
        if (((SocketLink)self!)._flow is { } flow)
            ExecutionContext.Run(flow, s_read, self);
        else
            s_read(self);
    };

    private ExecutionContext? _flow;
    private ReceiveOperation? _receiving;
    private Event? _readerEnd;
    private Reading _reading;
    private byte[]? _message;

    /// <summary>Bytes of the message so far.</summary>
    private int _length;
    private int _emptyFragments;
    private long _received;
    private long _lastReceived;
    private int _burst;

    private enum Reading : byte
    {
        /// <summary>Part of a message has come, or the next is about to be read.</summary>
        Message,

        /// <summary>The reader waits for a message to begin.</summary>
        Idle,

        /// <summary>The reader waits for the handler to take what there is, and sees nothing of the connection.</summary>
        Taking,

        Ended,
    }

    /// <summary>An array has room for no more, and one byte of it is for what is too much.</summary>
    private int MaxMessageBytes => Math.Min(Options.MaxMessageBytes, Array.MaxLength - 1);

    private bool Discards => _phase != ClosingPhase.Open;

    private void StartReading()
    {
        if (_socket is LoopWebSocket)
        {
            _flow = ExecutionContext.Capture();
            Read();
        }
        else
        {
            Group.Start(ReadAllAsync, "WebSocket reader");
        }
    }

    /// <summary>Continues until there is nothing to read, or nothing more will be.</summary>
    private void Read()
    {
        try
        {
            while (TryReceive(out var result))
            {
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    var settling = SettleAsync();
                    if (settling.IsCompleted)
                        PeerClosed();
                    else
                        _ = CloseAfterAsync(settling);
                    return;
                }

                if (!Gather(result))
                    continue;
                if (!Discards)
                {
                    var taking = TakeAsync(result.MessageType);
                    if (!taking.IsCompleted)
                    {
                        _ = ReadAfterAsync(taking);
                        return;
                    }

                    taking.GetAwaiter().GetResult(); // has completed: throws what it failed with
                }

                ReturnMessage();
            }
        }
        catch (Exception exception)
        {
            ReaderEnded(exception);
        }
    }

    /// <summary>The message that has arrived; false if the socket, or the loop, will call again.</summary>
    private bool TryReceive(out ValueWebSocketReceiveResult result)
    {
        var socket = (LoopWebSocket)_socket;
        if (_receiving is { } received)
        {
            _receiving = null;
            _reading = Reading.Message;
            result = received.End();
            return true;
        }

        if (_burst >= LongestBurst)
        {
            _burst = 0;
            _loop.Post(s_received, this);
            result = default;
            return false;
        }

        // The first receive of a message has no buffer: an idle connection holds none.
        _receiving = socket.Receive(_message is null ? default : Target(), s_received, this, out result);
        if (_receiving is null)
        {
            _burst++;
            return true;
        }

        _burst = 0;
        _reading = _message is null ? Reading.Idle : Reading.Message;
        return false;
    }

    private async Task CloseAfterAsync(ValueTask settling)
    {
        try
        {
            await settling;
        }
        finally
        {
            PeerClosed();
        }
    }

    private async Task ReadAfterAsync(ValueTask taking)
    {
        try
        {
            await taking;
            ReturnMessage();
        }
        catch (Exception exception)
        {
            ReaderEnded(exception);
            return;
        }

        Read();
    }

    /// <summary>The reader of a WebSocket that is not ours.</summary>
    private async Task ReadAllAsync()
    {
        try
        {
            while (true)
            {
                var receiving = _socket.ReceiveAsync(_message is null ? default : Target(), CancellationToken.None);
                if (!receiving.IsCompleted)
                {
                    _burst = 0;
                    _reading = _message is null ? Reading.Idle : Reading.Message;
                }
                else if (++_burst >= LongestBurst)
                {
                    _burst = 0;
                    await EventLoop.Yield();
                }

                var result = await receiving;
                _reading = Reading.Message;
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                if (!Gather(result))
                    continue;
                if (!Discards)
                    await TakeAsync(result.MessageType);
                ReturnMessage();
            }

            await SettleAsync();
            PeerClosed();
        }
        catch (Exception exception)
        {
            ReaderEnded(exception);
        }
    }

    private void ReaderEnded(Exception? exception)
    {
        // Cancelled is only a reader that waits for the handler to take what there is, at the end of all.
        if (exception is not (null or ScopeCanceledException))
        {
            if (exception is WebSocketException { WebSocketErrorCode: not WebSocketError.ConnectionClosedPrematurely } && !IsLost)
            {
                // The socket answers it with a close of its own, which must still go out.
                Step(ClosingEvent.Breach);
                Break(exception, "The client broke the protocol, or answered no ping", ClosingEvent.Break);
            }
            else
            {
                Break(exception);
            }
        }

        ReturnMessage();
        _reading = Reading.Ended;
        _readerEnd?.Set();
    }

    private ValueTask ReaderEndAsync() => _reading == Reading.Ended ? default : (_readerEnd ??= new Event()).WaitAsync();

    /// <summary>Gives the message to the handler.</summary>
    private ValueTask TakeAsync(WebSocketMessageType type)
    {
        _received++;
        _lastReceived = Clock.GetTimestamp();
        _draining = _draining.After(DrainEvent.Receive).State;
        try
        {
            return _inbox.TakeAsync(this, _message.AsMemory(0, _length), type);
        }
        catch (Exception exception) when (TakeFailed(exception))
        {
            return default;
        }
    }

    /// <summary>
    /// The task that taking in a message has to wait for: a task of the group, since the handler's end must not keep it from the
    /// next message.
    /// </summary>
    internal ValueTask TakeLater(Func<ValueTask> take)
    {
        var taking = Group.Start(() => TakeLaterAsync(take), "WebSocket reader").AsTask();
        if (!taking.IsCompleted && IsLost)
            Break(null);
        return new ValueTask(taking);
    }

    private async Task TakeLaterAsync(Func<ValueTask> take)
    {
        try
        {
            _reading = Reading.Taking;
            await take();
        }
        catch (Exception exception) when (TakeFailed(exception))
        {
        }
        finally
        {
            _reading = Reading.Message;
        }
    }

    /// <returns>Whether the reader continues.</returns>
    private bool TakeFailed(Exception exception)
    {
        // The handler has returned, or closed, while this message waited.
        if (exception is ChannelBrokenException or ChannelEndedException or SocketClosedException)
            return true;
        if (exception is OperationCanceledException)
            return false;
        SocketLog.Failed(_setup.Logger, _path, exception); // a validator's defect
        End(SocketClose.InternalError);
        return true;
    }

    /// <summary>Takes what was received into <see cref="_message"/>: true at the end of a message.</summary>
    private bool Gather(ValueWebSocketReceiveResult result)
    {
        _length += result.Count;
        if (_length > MaxMessageBytes)
        {
            End(SocketClose.Of(WebSocketCloseStatus.MessageTooBig, $"A message may have {Options.MaxMessageBytes} bytes."));
            _length = 0;
        }
        else if (result.Count == 0 && _message is not null && !result.EndOfMessage && ++_emptyFragments > MaxEmptyFragments)
        {
            End(SocketClose.Of(WebSocketCloseStatus.PolicyViolation, "A message has too many empty fragments."));
        }

        if (Discards)
            _length = 0;
        _message ??= ArrayPool<byte>.Shared.Rent(FirstBuffer);
        return result.EndOfMessage;
    }

    private Memory<byte> Target()
    {
        if (_length == _message!.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_length * 2L, Array.MaxLength));
            _message.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_message);
            _message = larger;
        }

        // One byte more than allowed is enough to know.
        return _message.AsMemory(_length, Math.Min(_message.Length - _length, MaxMessageBytes + 1 - _length));
    }

    private void ReturnMessage()
    {
        _length = _emptyFragments = 0;
        if (_message is null)
            return;
        ArrayPool<byte>.Shared.Return(_message);
        _message = null;
    }

    private void PeerClosed()
    {
        if (_ending is null)
            _clientsEnding = new SocketClose(
                _socket.CloseStatus ?? WebSocketCloseStatus.Empty,
                string.IsNullOrEmpty(_socket.CloseStatusDescription) ? null : _socket.CloseStatusDescription);
        Perform(Step(ClosingEvent.Receive));
        if (IsLost)
            LimitClosed();
        ReaderEnded(null);
    }
}
