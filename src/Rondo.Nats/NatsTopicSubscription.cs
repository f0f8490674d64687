using System.Buffers;
using NATS.Client.Core;
using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>A subscription whose messages are delivered by the connection's reader, without a queue and a task of its own.</summary>
internal sealed class NatsTopicSubscription(NatsConnection connection, string subject, int prefix, ITopicSink sink)
    : NatsSubBase(connection, connection.SubscriptionManager, subject, null, null)
{
    internal ITopicSink Sink => sink;

    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        NatsHeaders? headers = null;
        if (headersBuffer is { } bytes && !Connection.HeaderParser.ParseHeaders(new SequenceReader<byte>(bytes), headers = []))
            headers = null;
        sink.Receive(
            EnvelopeHeaders.Read(subject[prefix..], headers),
            payloadBuffer.IsSingleSegment ? payloadBuffer.First : payloadBuffer.ToArray());
        return ValueTask.CompletedTask;
    }

    protected override void TryComplete()
    {
        // No queue that has to be completed.
    }
}
