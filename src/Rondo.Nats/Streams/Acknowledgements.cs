using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace Rondo.Nats.Streams;

/// <summary>Receives the server's answer to each message that a stream has to keep, and logs those that it does not.</summary>
internal sealed class Acknowledgements : NatsSubBase
{
    private readonly string _inbox;
    private readonly HistoryStreams _streams;
    private readonly ILogger _logger;

    internal Acknowledgements(NatsConnection connection, HistoryStreams streams, ILogger logger)
        : this(connection, connection.NewInbox(), streams, logger)
    {
    }

    private Acknowledgements(NatsConnection connection, string inbox, HistoryStreams streams, ILogger logger)
        : base(connection, connection.SubscriptionManager, $"{inbox}.>", null, null) =>
        (_inbox, _streams, _logger) = (inbox, streams, logger);

    internal string ReplyTo(string topic) => $"{_inbox}.{topic}";

    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        // An answer is {"stream": ...} or {"error": ...}; headers without it say that no stream has the subject.
        var isMissing = payloadBuffer.IsEmpty;
        var answer = isMissing ? "there is no stream" : Encoding.UTF8.GetString(payloadBuffer);
        if (isMissing || answer.Contains("\"error\"", StringComparison.Ordinal))
        {
            _streams.Forget(); // the next message finds or makes it
            NatsLog.NotKept(_logger, subject[(_inbox.Length + 1)..], answer);
        }

        return ValueTask.CompletedTask;
    }

    protected override void TryComplete()
    {
        // No queue that has to be completed.
    }
}
