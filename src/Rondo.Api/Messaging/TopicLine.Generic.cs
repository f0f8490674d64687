using System.Text.Json;

namespace Rondo.Api.Messaging;

/// <inheritdoc/>
/// <param name="name">The name or pattern.</param>
/// <param name="options">Options of the topic.</param>
/// <param name="topics">The table that it is in.</param>
/// <param name="clock">The clock.</param>
/// <param name="kept">Whether the broker keeps the history: the log is then a copy, which the broker fills before receivers use it.</param>
internal sealed class TopicLine<T>(string name, TopicOptions options, Topics topics, TimeProvider clock, bool kept)
    : TopicLine(name, typeof(T)), ITopicSink
{
    /// <summary>A message with an id arrives in all processes within this time.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(5);

    private readonly System.Threading.Lock _gate = new();
    private readonly MessageLog<T>? _log = options.History > 0 ? new MessageLog<T>(options.History, kept) : null;
    private readonly List<(Inbox<T> Inbox, ReceiverOptions<T> Options)> _early = [];
    private Inbox<T>[] _inboxes = [];
    private long _active = clock.GetTimestamp();
    private long _number;
    private bool _isCurrent = !kept;

    internal TopicOptions Options => options;

    internal override int Receivers => _inboxes.Length;

    internal override bool HasReceivers
    {
        get
        {
            lock (_gate)
                return _inboxes.Length + _early.Count > 0;
        }
    }

    internal override bool HasHistory => _log is not null;

    internal override bool IsKept => kept;

    /// <summary>Whether the history is there.</summary>
    internal bool IsCurrent
    {
        get
        {
            lock (_gate)
                return _isCurrent;
        }
    }

    internal override bool HasRoom => Array.TrueForAll(_inboxes, static inbox => inbox.HasRoom);

    internal override bool IsExpired(TimeProvider clock) => clock.GetElapsedTime(Volatile.Read(ref _active)) > options.HistoryAge;

    internal override ValueTask WaitForRoomAsync() =>
        Array.Find(_inboxes, static inbox => !inbox.HasRoom)?.WaitForRoomAsync() ?? ValueTask.CompletedTask;

    /// <summary>Adds a receiver, with the history that it asks for as soon as it is there.</summary>
    internal void Add(Inbox<T> inbox, ReceiverOptions<T> receiver)
    {
        lock (_gate)
        {
            if (!MustWait(receiver))
            {
                Attach(inbox, receiver);
                return;
            }

            _early.Add((inbox, receiver));
        }

        _ = AttachLateAsync(inbox);
    }

    internal void Remove(Inbox<T> inbox)
    {
        lock (_gate)
        {
            _inboxes = Array.FindAll(_inboxes, each => each != inbox);
            _early.RemoveAll(each => each.Inbox == inbox);
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

    void ITopicSink.CatchUp(string? position)
    {
        lock (_gate)
        {
            _isCurrent = true;
            _log?.MoveTo(position);
            AttachEarly();
        }
    }

    private bool MustWait(ReceiverOptions<T> receiver) => !_isCurrent || (_log is not null && _log.IsAhead(receiver.Since));

    private void Attach(Inbox<T> inbox, ReceiverOptions<T> receiver)
    {
        if (_log is not null)
        {
            Gap<T>? gap = null;
            var replay = receiver.Since is { } since ? _log.After(since, out gap) : _log.Last(receiver.Replay);
            inbox.PutReplay(replay, gap);
        }

        _inboxes = [.. _inboxes, inbox];
    }

    private void AttachEarly()
    {
        foreach (var (inbox, receiver) in _early.FindAll(each => !MustWait(each.Options)))
        {
            _early.RemoveAll(each => each.Inbox == inbox);
            Attach(inbox, receiver);
        }
    }

    /// <summary>An id that is still ahead after a while is none: the broker has lost the message, or never had it.</summary>
    private async Task AttachLateAsync(Inbox<T> inbox)
    {
        while (true)
        {
            await Task.Delay(s_late, clock).ConfigureAwait(false);
            lock (_gate)
            {
                var at = _early.FindIndex(each => each.Inbox == inbox);
                if (at < 0)
                    return;
                if (!_isCurrent)
                    continue;
                Attach(inbox, _early[at].Options);
                _early.RemoveAt(at);
                return;
            }
        }
    }

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
        if (_log is not null && (message.Id is not null || !kept))
        {
            _log.Add(message);
            Volatile.Write(ref _active, clock.GetTimestamp());
        }

        foreach (var inbox in _inboxes)
            inbox.Put(message);
        if (_early.Count > 0)
            AttachEarly();
    }
}
