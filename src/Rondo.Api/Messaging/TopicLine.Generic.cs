using System.Text.Json;

namespace Rondo.Api.Messaging;

/// <inheritdoc/>
internal sealed class TopicLine<T>(string name, TopicOptions options, Topics topics, TimeProvider clock)
    : TopicLine(name, typeof(T)), ITopicSink
{
    private readonly System.Threading.Lock _gate = new();
    private readonly MessageLog<T>? _log = options.History > 0 ? new MessageLog<T>(options.History) : null;
    private Inbox<T>[] _inboxes = [];
    private long _active = clock.GetTimestamp();
    private long _number;

    internal TopicOptions Options => options;

    internal override int Receivers => _inboxes.Length;

    internal override bool HasHistory => _log is not null;

    internal override bool HasRoom => Array.TrueForAll(_inboxes, static inbox => inbox.HasRoom);

    internal override bool IsExpired(TimeProvider clock) => clock.GetElapsedTime(Volatile.Read(ref _active)) > options.HistoryAge;

    internal override ValueTask WaitForRoomAsync() =>
        Array.Find(_inboxes, static inbox => !inbox.HasRoom)?.WaitForRoomAsync() ?? ValueTask.CompletedTask;

    /// <summary>Adds a receiver, with the history that it asks for.</summary>
    internal void Add(Inbox<T> inbox, ReceiverOptions<T> receiver)
    {
        lock (_gate)
        {
            if (_log is not null)
            {
                Gap<T>? gap = null;
                var replay = receiver.Since is { } since ? _log.After(since, out gap) : _log.Last(receiver.Replay);
                inbox.PutReplay(replay, gap);
            }

            _inboxes = [.. _inboxes, inbox];
        }
    }

    internal void Remove(Inbox<T> inbox)
    {
        lock (_gate)
        {
            _inboxes = Array.FindAll(_inboxes, each => each != inbox);
            Volatile.Write(ref _active, clock.GetTimestamp());
        }
    }

    /// <summary>Delivers a message that this process published here.</summary>
    internal Message<T> Publish(Envelope envelope, SharedMessage<T> shared, string node)
    {
        lock (_gate)
        {
            var message = new Message<T>(_log is null ? envelope : envelope with { Id = MessageId.Make(node, ++_number) }, shared);
            DeliverHere(message);
            return message;
        }
    }

    internal void Deliver(Message<T> message)
    {
        lock (_gate)
            DeliverHere(message);
    }

    internal override void DeliverJson(Envelope envelope, ReadOnlyMemory<byte> message)
    {
        T value;
        try
        {
            value = JsonSerializer.Deserialize(message.Span, topics.Json<T>(envelope.Topic)) ?? throw new JsonException("It is null.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            MessagingLog.Unreadable(topics.Logger, envelope.Topic, typeof(T), exception);
            Miss(new Gap<T>(1, GapCause.Unreadable));
            return;
        }

        Deliver(new Message<T>(envelope, new SharedMessage<T>(value)));
    }

    void ITopicSink.Receive(Envelope envelope, ReadOnlyMemory<byte> message) => DeliverJson(envelope, message);

    void ITopicSink.Miss(GapCause cause) => Miss(new Gap<T>(null, cause));

    private void Miss(Gap<T> gap)
    {
        lock (_gate)
        {
            foreach (var inbox in _inboxes)
                inbox.Put(gap);
        }
    }

    private void DeliverHere(Message<T> message)
    {
        if (_log is not null)
        {
            _log.Add(message);
            Volatile.Write(ref _active, clock.GetTimestamp());
        }

        foreach (var inbox in _inboxes)
            inbox.Put(message);
    }
}
