using System.Buffers;
using NATS.Client.Core;
using Rondo.Api;
using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>A subscription whose messages are delivered by the connection's reader, without a queue and a task of its own.</summary>
internal sealed class NatsTopicSubscription(
    NatsConnection connection, string subject, int prefix, ITopicSink sink, HistoryStreams streams, HistoryReader? history, bool isLost)
    : NatsSubBase(connection, connection.SubscriptionManager, subject, null, null)
{
    private bool _isLost = isLost;

    /// <summary>Learns that the connection is lost, or is back.</summary>
    internal void Miss(GapCause cause)
    {
        if (cause == GapCause.Reconnected)
        {
            ReportReturn();
            _ = history?.RefreshAsync(); // nothing is missing then, or it says so
            return;
        }

        Volatile.Write(ref _isLost, true);
        if (history is null)
            sink.Miss(cause);
        else
            history.Disconnect();
    }

    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        NatsHeaders? headers = null;
        if (headersBuffer is { } bytes && !Connection.HeaderParser.ParseHeaders(new SequenceReader<byte>(bytes), headers = []))
            headers = null;
        if (Volatile.Read(ref _isLost))
            ReportReturn(); // a message may come before the event that says so
        var json = payloadBuffer.IsSingleSegment ? payloadBuffer.First : payloadBuffer.ToArray();
        var envelope = EnvelopeHeaders.Read(subject[prefix..], headers, streams);
        if (history is not null && headers is not null)
            history.Receive(headers, envelope, json);
        else
            sink.Receive(envelope, json);
        return ValueTask.CompletedTask;
    }

    private void ReportReturn()
    {
        if (Interlocked.Exchange(ref _isLost, false) && history is null)
            sink.Miss(GapCause.Reconnected);
    }

    protected override void TryComplete()
    {
        // No queue that has to be completed.
    }
}
