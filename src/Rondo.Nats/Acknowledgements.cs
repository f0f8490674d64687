using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace Rondo.Nats;

/// <summary>Receives the server's answer to each message that a stream has to keep, and logs those that it does not.</summary>
/// <param name="connection">The connection.</param>
/// <param name="subject">A subject of this process; not one of NATS.Net's inboxes, which have no wildcards.</param>
/// <param name="streams">The streams.</param>
/// <param name="logger">The log.</param>
internal sealed class Acknowledgements(NatsConnection connection, string subject, HistoryStreams streams, ILogger logger)
    : NatsSubBase(connection, connection.SubscriptionManager, $"{subject}.>", null, null)
{
    internal string ReplyTo(string topic) => $"{subject}.{topic}";

    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        // An answer is {"stream": ...} or {"error": ...}; headers without it say that no stream has the subject.
        var answer = payloadBuffer.IsEmpty ? "there is no stream" : Encoding.UTF8.GetString(payloadBuffer);
        if (payloadBuffer.IsEmpty || answer.Contains("\"error\"", StringComparison.Ordinal))
        {
            streams.Forget(); // the next message finds or makes it
            NatsLog.NotKept(logger, subject[(Subject.Length - 1)..], answer);
        }

        return ValueTask.CompletedTask;
    }

    protected override void TryComplete()
    {
        // No queue that has to be completed.
    }
}
