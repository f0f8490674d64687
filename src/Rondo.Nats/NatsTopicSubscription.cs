using System.Buffers;
using NATS.Client.Core;
using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>A subscription whose messages are delivered by the connection's reader, without a queue and a task of its own.</summary>
internal sealed class NatsTopicSubscription(
    NatsConnection connection, string subject, int prefix, ITopicSink sink, HistoryStreams streams, HistoryReader? history)
    : NatsSubBase(connection, connection.SubscriptionManager, subject, null, null)
{
    internal ITopicSink Sink => sink;

    /// <summary>The history of a topic that has one in a stream.</summary>
    internal HistoryReader? History => history;

    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        NatsHeaders? headers = null;
        if (headersBuffer is { } bytes && !Connection.HeaderParser.ParseHeaders(new SequenceReader<byte>(bytes), headers = []))
            headers = null;
        var json = payloadBuffer.IsSingleSegment ? payloadBuffer.First : payloadBuffer.ToArray();
        var envelope = EnvelopeHeaders.Read(subject[prefix..], headers, streams);
        if (history is not null && headers is not null)
            history.Receive(headers, envelope, json);
        else
            sink.Receive(envelope, json);
        return ValueTask.CompletedTask;
    }

    protected override void TryComplete()
    {
        // No queue that has to be completed.
    }
}
