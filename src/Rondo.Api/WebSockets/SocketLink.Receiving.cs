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
    private long _received;
    private long _lastReceived = EventLoop.Current.Clock.GetTimestamp();
    private int _burst;

    /// <summary>The reader waits for the handler to take what there is, and sees nothing of the connection.</summary>
    private bool _isTaking;

    private bool Discards => _ending is not null || _isFinishing;

    private async Task ReadAllAsync()
    {
        try
        {
            while (await ReadMessageAsync() is { } message)
            {
                if (Discards)
                    continue;
                _received++;
                _lastReceived = _clock.GetTimestamp();
                await TakeAsync(message);
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

    /// <summary>The next message, gathered in <see cref="_message"/>; null when the client has closed.</summary>
    private async ValueTask<(int Length, WebSocketMessageType Type)?> ReadMessageAsync()
    {
        var length = 0;
        var emptyFragments = 0;
        while (true)
        {
            // The first receive of a message has no buffer: an idle connection holds none.
            var target = length == 0 && _message is null ? Memory<byte>.Empty : Target(ref length);
            var receiving = _socket.ReceiveAsync(target, CancellationToken.None);
            if (!receiving.IsCompleted)
            {
                _burst = 0;
                _awaitsMessage = target.IsEmpty;
            }
            else if (++_burst >= LongestBurst)
            {
                _burst = 0;
                await EventLoop.Yield();
            }

            var result = await receiving;
            _awaitsMessage = false;
            if (result.MessageType == WebSocketMessageType.Close)
                return null;
            length += result.Count;
            if (length > _options.MaxMessageBytes)
            {
                End(SocketClose.Of(WebSocketCloseStatus.MessageTooBig, $"A message may have {_options.MaxMessageBytes} bytes."));
                length = 0;
            }
            else if (result.Count == 0 && !target.IsEmpty && !result.EndOfMessage && ++emptyFragments > MaxEmptyFragments)
            {
                End(SocketClose.Of(WebSocketCloseStatus.PolicyViolation, "A message has too many empty fragments."));
            }

            if (Discards)
                length = 0;
            _message ??= ArrayPool<byte>.Shared.Rent(FirstBuffer);
            if (result.EndOfMessage)
                return (length, result.MessageType);
        }
    }

    private Memory<byte> Target(ref int length)
    {
        if (length == _message!.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(length * 2);
            _message.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_message);
            _message = larger;
        }

        // One byte more than allowed is enough to know.
        return _message.AsMemory(length, Math.Min(_message.Length - length, _options.MaxMessageBytes + 1 - length));
    }

    private void ReturnMessage()
    {
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
