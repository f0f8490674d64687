using System.Buffers;
using System.Net.WebSockets;
using Rondo.Sync;

namespace Rondo.Api;

/// <summary>The reader.</summary>
internal sealed partial class SocketLink
{
    private const int FirstBuffer = 4096;

    /// <summary>Empty fragments that one message may have: they cost the sender two bytes each, and bring a message no nearer to its limit.</summary>
    private const int MaxEmptyFragments = 128;

    /// <summary>Reads in a row that were there already, before everybody else on the loop has a turn.</summary>
    private const int LongestBurst = 64;

    private byte[]? _message;

    /// <summary>Bytes of the message so far.</summary>
    private int _length;
    private int _emptyFragments;
    private long _received;
    private long _lastReceived;
    private int _burst;

    /// <summary>The reader waits for the handler to take what there is, and sees nothing of the connection.</summary>
    private bool _isTaking;

    private bool Discards => _ending is not null || _isFinishing;

    private async Task ReadAllAsync()
    {
        try
        {
            while (true)
            {
                // The first receive of a message has no buffer: an idle connection holds none.
                var receiving = _socket.ReceiveAsync(_message is null ? default : Target(), CancellationToken.None);
                if (!receiving.IsCompleted)
                {
                    _burst = 0;
                    _awaitsMessage = _message is null;
                }
                else if (++_burst >= LongestBurst)
                {
                    _burst = 0;
                    await EventLoop.Yield();
                }

                var result = await receiving;
                _awaitsMessage = false;
                if (result.MessageType == WebSocketMessageType.Close)
                    break;
                if (!Gather(result))
                    continue;
                if (!Discards)
                {
                    _received++;
                    _lastReceived = Clock.GetTimestamp();
                    await TakeAsync((_length, result.MessageType));
                }

                ReturnMessage();
            }

            PeerClosed();
        }
        catch (ScopeCanceledException)
        {
            throw;
        }
        catch (Exception exception)
        {
            _isFaulted = exception is WebSocketException { WebSocketErrorCode: not WebSocketError.ConnectionClosedPrematurely } && !_isLost;
            if (_isFaulted)
                Break(exception, "The client broke the protocol, or answered no ping");
            else
                Break(exception);
        }
        finally
        {
            ReturnMessage();
        }
    }

    private async ValueTask TakeAsync((int Length, WebSocketMessageType Type) message)
    {
        try
        {
            _owes = true;
            var taking = _inbox.TakeAsync(this, _message.AsMemory(0, message.Length), message.Type);
            if (!taking.IsCompleted && _isLost)
                Break(null);
            _isTaking = true;
            await taking;
        }
        catch (Exception exception) when (exception is ChannelBrokenException or ChannelEndedException or SocketClosedException)
        {
            // The handler has returned, or closed, while this message waited.
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            ApiLog.SocketFailed(_logger, _path, exception); // a validator's defect
            End(SocketClose.InternalError);
        }
        finally
        {
            _isTaking = false;
        }
    }

    /// <summary>Takes what was received into <see cref="_message"/>: true at the end of a message.</summary>
    private bool Gather(ValueWebSocketReceiveResult result)
    {
        _length += result.Count;
        if (_length > _options.MaxMessageBytes)
        {
            End(SocketClose.Of(WebSocketCloseStatus.MessageTooBig, $"A message may have {_options.MaxMessageBytes} bytes."));
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
            var larger = ArrayPool<byte>.Shared.Rent(_length * 2);
            _message.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_message);
            _message = larger;
        }

        // One byte more than allowed is enough to know.
        return _message.AsMemory(_length, Math.Min(_message.Length - _length, _options.MaxMessageBytes + 1 - _length));
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
        _peerClosed = true;
        if (_ending is null)
            Closed = new SocketClose(_socket.CloseStatus ?? WebSocketCloseStatus.Empty, string.IsNullOrEmpty(_socket.CloseStatusDescription) ? null : _socket.CloseStatusDescription);
        _inbox.Complete();
    }
}
