using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Rondo.Api;
using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>Sends messages in the order in which they came, and keeps them while the connection is lost. Thread-safe.</summary>
/// <remarks>
/// The thread that adds a message to an empty outbox sends it: NATS.Net copies it into its own buffer at once, so nothing is handed to
/// another thread unless that buffer is full.
/// </remarks>
internal sealed class Outbox(
    NatsConnection connection,
    NatsServers servers,
    NatsOptions options,
    HistoryStreams streams,
    Acknowledgements acknowledgements,
    ILogger logger)
{
    private const int LeastConnected = 1024 * 1024;

    private readonly System.Threading.Lock _gate = new();
    private readonly Queue<Outgoing> _queue = new();
    private List<PublisherWait> _waiting = [];
    private long _bytes;
    private bool _isConnected;
    private bool _isSending;

    internal bool HasRoom
    {
        get
        {
            lock (_gate)
                return HasRoomNow();
        }
    }

    internal bool IsConnected
    {
        get
        {
            lock (_gate)
                return _isConnected;
        }
    }

    /// <summary>Sets whether the connection is there; sends what waits when it is.</summary>
    internal void SetConnected(bool isConnected)
    {
        lock (_gate)
        {
            _isConnected = isConnected;
            WakePublishers(); // to send, or to fail
        }

        if (isConnected)
            Send();
    }

    internal ValueTask WaitForRoomAsync()
    {
        PublisherWait wait;
        lock (_gate)
        {
            if (HasRoomNow())
                return ValueTask.CompletedTask;
            if (!_isConnected)
            {
                throw new BrokerException(
                    $"The connection to NATS at {servers.Shown} is lost, and {_bytes} bytes of messages wait for it, of "
                    + $"{options.PublishBuffer} that may. Publish again later, or raise NatsOptions.PublishBuffer.");
            }

            _waiting.Add(wait = new PublisherWait());
        }

        return wait.WaitAsync();
    }

    internal void Add(Outgoing message)
    {
        lock (_gate)
        {
            _queue.Enqueue(message);
            _bytes += message.Json.Length;
        }

        Send();
    }

    private bool HasRoomNow() => _bytes < (_isConnected ? Math.Max(LeastConnected, options.PublishBuffer) : options.PublishBuffer);

    private void Send()
    {
        lock (_gate)
        {
            if (_isSending)
                return;
            _isSending = true;
        }

        _ = SendAllAsync();
    }

    private async Task SendAllAsync()
    {
        while (true)
        {
            Outgoing next;
            lock (_gate)
            {
                if (!_isConnected || !_queue.TryPeek(out next))
                {
                    _isSending = false;
                    return;
                }
            }

            try
            {
                if (next.Kept is not null)
                    await streams.OpenAsync(next.Kept).ConfigureAwait(false);
                await connection.PublishAsync(
                    next.Subject, next.Json, EnvelopeHeaders.Write(next.Envelope),
                    replyTo: next.Kept is null ? null : acknowledgements.ReplyTo(next.Envelope.Topic),
                    serializer: NatsRawSerializer<ReadOnlyMemory<byte>>.Default)
                    .ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                NatsLog.NotSent(logger, next.Subject, exception);
            }

            lock (_gate)
            {
                _queue.Dequeue();
                _bytes -= next.Json.Length;
                if (_waiting.Count > 0 && HasRoomNow())
                    WakePublishers();
            }
        }
    }

    private void WakePublishers()
    {
        var waiting = _waiting;
        _waiting = [];
        foreach (var publisher in waiting)
            publisher.Wake();
    }
}
