using System.Collections.Concurrent;
using System.Globalization;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Rondo.Api;

namespace Rondo.Nats;

/// <summary>The streams that keep the histories of topics. Thread-safe.</summary>
/// <remarks>
/// A stream sends each message that it has stored to the subject of its topic, with its sequence (RePublish). So receivers and patterns
/// subscribe as to topics without a history, and all processes see the messages in the order of the stream.
/// </remarks>
internal sealed class HistoryStreams(NatsConnection connection, NatsOptions options)
{
    private const int BatchSize = 500;
    private const int NotFound = 404;

    private readonly NatsJSContext _api = new(connection, new NatsJSOpts(connection.Opts, requestTimeout: options.ConnectTimeout));
    private readonly ConcurrentDictionary<TopicOptions, Task<HistoryStream>> _open = new();
    private readonly ConcurrentDictionary<string, HistoryStream> _named = new();

    /// <summary>Verifies that the server has JetStream.</summary>
    internal async Task VerifyAsync(NatsServers servers)
    {
        try
        {
            _ = await _api.GetAccountInfoAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is NatsException or OperationCanceledException)
        {
            throw new InvalidOperationException(
                $"NATS at {servers.Shown} has no JetStream, which NatsOptions.History = {options.History} needs: "
                + $"{exception.Message.TrimEnd('.')}. Start the server with -js, or remove the option.",
                exception);
        }
    }

    /// <summary>Returns the stream of topics, made if it is missing. One that exists is used as it is.</summary>
    internal async Task<HistoryStream> OpenAsync(TopicOptions topics)
    {
        var opening = _open.GetOrAdd(topics, MakeAsync);
        try
        {
            return await opening.ConfigureAwait(false);
        }
        catch
        {
            _open.TryRemove(new KeyValuePair<TopicOptions, Task<HistoryStream>>(topics, opening)); // the next call tries again
            throw;
        }
    }

    /// <summary>Forgets which streams there are: the server is another one, or has lost them.</summary>
    internal void Forget() => _open.Clear();

    /// <summary>Returns the id of a message from the headers that its stream has added; null for one that no stream keeps.</summary>
    internal string? FindId(NatsHeaders headers) =>
        headers.TryGetLastValue("Nats-Stream", out var name) && _named.TryGetValue(name, out var stream)
        && TryGetSequence(headers, "Nats-Sequence", out var sequence) ? stream.Id(sequence) : null;

    internal static bool TryGetSequence(NatsHeaders headers, string name, out ulong sequence)
    {
        headers.TryGetLastValue(name, out var text);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
    }

    /// <summary>Reads the sequence of the last message of all topics of a stream.</summary>
    internal async Task<ulong> ReadEndAsync(HistoryStream stream) =>
        (ulong)(await _api.GetStreamAsync(stream.Name).ConfigureAwait(false)).Info.State.LastSeq;

    /// <summary>Reads the kept messages of a topic.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="topics">Its options.</param>
    /// <param name="from">The first sequence.</param>
    internal async Task<List<StreamMessage>> ReadAsync(HistoryStream stream, string topic, TopicOptions topics, ulong from)
    {
        var consumer = await _api.CreateOrUpdateConsumerAsync(stream.Name, new ConsumerConfig($"r-{Guid.NewGuid():N}")
        {
            FilterSubject = new StreamNames(options.Prefix, topics).Subject(topic),
            DeliverPolicy = from == 0 ? ConsumerConfigDeliverPolicy.All : ConsumerConfigDeliverPolicy.ByStartSequence,
            OptStartSeq = from,
            AckPolicy = ConsumerConfigAckPolicy.None,
            MemStorage = true,
            InactiveThreshold = TimeSpan.FromSeconds(5),
        }).ConfigureAwait(false);
        List<StreamMessage> messages = [];
        var left = consumer.Info.NumPending;
        while (left > 0)
        {
            var fetched = messages.Count;
            var batch = new NatsJSFetchOpts { MaxMsgs = (int)Math.Min(left, BatchSize) };
            await foreach (var each in consumer.FetchNoWaitAsync(batch, NatsRawSerializer<byte[]>.Default).ConfigureAwait(false))
            {
                var metadata = each.Metadata!.Value;
                left = metadata.NumPending;
                messages.Add(new StreamMessage(metadata.Sequence.Stream, EnvelopeHeaders.Read(topic, each.Headers), each.Data));
            }

            if (messages.Count == fetched)
                break; // they have expired meanwhile
        }

        return messages;
    }

    private async Task<HistoryStream> MakeAsync(TopicOptions topics)
    {
        var names = new StreamNames(options.Prefix, topics);
        var config = new StreamConfig(names.Stream, [names.Subjects])
        {
            Description = "The histories of topics of a Rondo app",
            Storage = options.History == NatsHistory.File ? StreamConfigStorage.File : StreamConfigStorage.Memory,
            Discard = StreamConfigDiscard.Old,
            MaxMsgsPerSubject = topics.History + 1, // the oldest one shows that those after it are complete
            MaxAge = topics.HistoryAge,
            Republish = new Republish { Src = names.Subjects, Dest = names.Topics },
        };
        var stream = await FindAsync(names.Stream).ConfigureAwait(false) ?? await _api.CreateStreamAsync(config).ConfigureAwait(false);
        return _named[names.Stream] = new HistoryStream(names.Stream, $"{stream.Info.Created.UtcTicks:x}");
    }

    private async Task<INatsJSStream?> FindAsync(string name)
    {
        try
        {
            return await _api.GetStreamAsync(name).ConfigureAwait(false);
        }
        catch (NatsJSApiException exception) when (exception.Error.Code == NotFound)
        {
            return null;
        }
    }
}
