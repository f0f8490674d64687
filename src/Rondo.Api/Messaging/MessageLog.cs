namespace Rondo.Api.Messaging;

/// <summary>The last messages of a topic. Guarded by its line.</summary>
/// <param name="capacity">The number of messages.</param>
/// <param name="kept">
/// Whether the broker keeps them: its ids have one order, and numbers that other topics share. So the number of missing ones is not known,
/// and one message more shows that those after it are complete.
/// </param>
internal sealed class MessageLog<T>(int capacity, bool kept)
{
    private readonly Queue<Message<T>> _messages = new();
    private string? _position; // the id up to which the log is complete

    internal void Add(Message<T> message)
    {
        if (_messages.Count == (kept ? capacity + 1 : capacity))
            _messages.Dequeue();
        _messages.Enqueue(message);
        _position = message.Id;
    }

    /// <summary>Learns the id up to which the log is complete: also an empty log has one.</summary>
    internal void MoveTo(string? position) => _position = position ?? _position;

    /// <summary>Whether an id is the one of a message that is still on its way to this process.</summary>
    internal bool IsAhead(string? id) =>
        kept && MessageId.TryParse(id, out var stream, out var number)
        && MessageId.TryParse(_position, out var known, out var last) && stream == known && number > last;

    internal List<Message<T>> Last(int count) => [.. _messages.Skip(Math.Max(0, _messages.Count - Math.Min(count, capacity)))];

    /// <summary>Returns the messages after an id; all of them, behind a gap, where it is not there.</summary>
    internal List<Message<T>> After(string id, out Gap<T>? gap)
    {
        gap = null;
        var found = false;
        List<Message<T>> after = [];
        foreach (var message in _messages)
        {
            if (found)
                after.Add(message);
            else
                found = message.Id == id;
        }

        if (found)
            return after;
        var missed = Missed(id);
        if (missed != 0)
            gap = new Gap<T>(missed, GapCause.History);
        return Last(capacity);
    }

    /// <summary>The ids of one process are numbers: they tell how many are missing, as long as it is the only publisher.</summary>
    private long? Missed(string id)
    {
        if (kept || !MessageId.TryParse(id, out var node, out var number) || !_messages.TryPeek(out var oldest)
            || !MessageId.TryParse(oldest.Id, out var first, out var from) || node != first || number >= from)
            return null;
        return _messages.All(each => MessageId.TryParse(each.Id, out var other, out _) && other == node) ? from - number - 1 : null;
    }
}
