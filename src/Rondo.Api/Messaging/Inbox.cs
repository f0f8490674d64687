using System.Diagnostics.CodeAnalysis;
using Rondo.Core;
using Rondo.Sync;

namespace Rondo.Api.Messaging;

/// <summary>The messages that wait for a receiver on its loop. Filled from any thread.</summary>
internal sealed class Inbox<T>(EventLoop loop, string topic, ReceiverOptions<T> options)
{
    private static readonly Action<object?> s_handOver = static inbox => ((Inbox<T>)inbox!).HandOver();

    private readonly System.Threading.Lock _gate = new();
    private readonly Queue<Item> _items = new();
    private readonly Dictionary<object, Message<T>>? _latest = options.LatestBy is null ? null : [];
    private readonly ParkingLot<bool, TopicEvent<T>> _lot = new(nameof(TopicReceiver<>));
    private List<PublisherWait>? _publishers;
    private TopicEvent<T>? _held; // taken, behind the gap that is said first
    private Exception? _end;
    private long _missedAtHead;
    private long _missedAtTail;
    private bool _missedUnknown;
    private int _replayed;
    private bool _idle;

    /// <summary>The messages missed by being slow.</summary>
    internal long Missed { get; private set; }

    internal bool MakesWait => options.SlowReceiver == SlowReceiver.Wait;

    private bool IsFull => _items.Count >= options.Capacity + _replayed;

    internal bool HasRoom
    {
        get
        {
            if (!MakesWait)
                return true;
            lock (_gate)
                return !IsFull || _end is not null;
        }
    }

    /// <summary>Adds messages of the history, which take no room of others.</summary>
    internal void PutReplay(List<Message<T>> messages, Gap<T>? gap)
    {
        lock (_gate)
        {
            if (gap is not null)
                _items.Enqueue(new Item(gap, null, 0));
            foreach (var message in messages)
                _items.Enqueue(new Item(message, null, 0));
            _replayed = _items.Count;
            if (_replayed > 0)
                Wake();
        }
    }

    internal void Put(Message<T> message)
    {
        var key = KeyOf(message);
        lock (_gate)
        {
            if (_end is not null)
                return;
            if (key is not null && _latest!.ContainsKey(key))
            {
                _latest[key] = message;
                return;
            }

            if (!MakeRoom())
                return;
            if (key is not null)
                _latest![key] = message;
            Add(key is null ? message : null, key);
        }
    }

    /// <summary>Adds a gap, which needs no room.</summary>
    internal void Put(Gap<T> gap)
    {
        lock (_gate)
        {
            if (_end is null)
                Add(gap, null);
        }
    }

    /// <summary>Receives the next event, or waits for one. On the loop.</summary>
    /// <param name="skipsGaps">Passes over gaps.</param>
    internal ValueTask<TopicEvent<T>> ReceiveAsync(bool skipsGaps)
    {
        if (_lot.IsCanceled())
            return _lot.ParkAsync(skipsGaps);
        if (_lot.Count == 0) // else behind those whose wakeup is on its way
        {
            if (TryTake(skipsGaps, out var taken, out var end))
                return _lot.PassAsync(taken);
            if (end is not null)
                return ValueTask.FromException<TopicEvent<T>>(end);
        }

        return _lot.ParkAsync(skipsGaps);
    }

    /// <summary>Takes the next event. On the loop.</summary>
    /// <returns>False if there is none; the next one then wakes those that wait, unless there is an end.</returns>
    internal bool TryTake(bool skipsGaps, [MaybeNullWhen(false)] out TopicEvent<T> taken, out Exception? end)
    {
        lock (_gate)
        {
            do
                taken = Take();
            while (skipsGaps && taken is Gap<T>);
            end = taken is null ? _end : null;
            _idle = taken is null && end is null;
            return taken is not null;
        }
    }

    internal void VerifyAccess(string member) => _lot.VerifyAccess(member);

    /// <summary>Waits until there may be room. Any thread.</summary>
    internal ValueTask WaitForRoomAsync()
    {
        PublisherWait wait;
        lock (_gate)
        {
            if (!IsFull || _end is not null)
                return ValueTask.CompletedTask;
            (_publishers ??= []).Add(wait = new PublisherWait());
        }

        return wait.WaitAsync();
    }

    /// <summary>Ends it: after the events that are there, a receive throws the exception.</summary>
    internal void End(Exception end, bool discards = false)
    {
        lock (_gate)
        {
            if (discards)
            {
                _items.Clear();
                _latest?.Clear();
                _held = null;
                _missedAtHead = _missedAtTail = 0;
            }

            if (_end is null || discards)
                _end = end;
            ReleasePublishers();
            Wake();
        }
    }

    /// <summary>A key that cannot be made is the receiver's failure, and not the publisher's.</summary>
    private object? KeyOf(Message<T> message)
    {
        if (options.LatestBy is null)
            return null;
        try
        {
            return options.LatestBy(message.Value);
        }
        catch (Exception exception)
        {
            End(exception);
            return null;
        }
    }

    private void Add(TopicEvent<T>? item, object? key)
    {
        _items.Enqueue(new Item(item, key, _missedAtTail));
        _missedAtTail = 0;
        Wake();
    }

    /// <summary>Applies the policy. False if the new message is not for this receiver.</summary>
    private bool MakeRoom()
    {
        if (!IsFull)
            return true;
        Missed++;
        if (options.SlowReceiver == SlowReceiver.DropNewest)
        {
            _missedAtTail++;
            return false;
        }

        if (options.SlowReceiver == SlowReceiver.Disconnect)
        {
            _end = new TooSlowException(
                $"A receiver of the topic '{topic}' was {_items.Count} messages behind, which is its limit, and was disconnected. "
                + "Receive faster, raise ReceiverOptions.Capacity, or choose another policy.");
            Wake();
            return false;
        }

        var dropped = Dequeue();
        _missedAtHead += dropped.MissedBefore;
        if (dropped.Event is Gap<T>)
            _missedUnknown = true;
        else
            _missedAtHead++;
        if (dropped.Key is not null)
            _latest!.Remove(dropped.Key);
        return true;
    }

    private TopicEvent<T>? Take()
    {
        if (_held is { } held)
        {
            _held = null;
            return held;
        }

        TopicEvent<T>? next = null;
        var missed = _missedAtHead;
        if (_items.Count > 0)
        {
            var item = Dequeue();
            missed += item.MissedBefore;
            next = item.Event;
            if (item.Key is not null && _latest!.Remove(item.Key, out var latest))
                next = latest;
            ReleasePublishers();
        }
        else
        {
            missed += _missedAtTail;
            _missedAtTail = 0;
        }

        if (missed == 0 && !_missedUnknown)
            return next;
        var gap = new Gap<T>(_missedUnknown ? null : missed, GapCause.Slow);
        (_missedAtHead, _missedUnknown, _held) = (0, false, next);
        return gap;
    }

    private Item Dequeue()
    {
        if (_replayed > 0)
            _replayed--;
        return _items.Dequeue();
    }

    private void ReleasePublishers()
    {
        if (_publishers is not { Count: > 0 } waiting || (IsFull && _end is null))
            return;
        _publishers = null;
        foreach (var publisher in waiting)
            publisher.Wake();
    }

    private void Wake()
    {
        if (!_idle)
            return;
        _idle = false;
        if (!loop.Scheduler.TryPost(s_handOver, this, WorkKind.StateAction | WorkKind.Home | WorkKind.Delivery))
        {
            _end ??= new ObjectDisposedException(
                null, $"The loop '{loop.Name}' has ended, and this receiver of the topic '{topic}' with it.");
        }
    }

    /// <summary>Gives what has come to the tasks that wait.</summary>
    private void HandOver()
    {
        if (!loop.IsCurrent) // posted work of a loop that has ended runs elsewhere
            return;
        while (_lot.TryPeek(out var skipsGaps))
        {
            if (TryTake(skipsGaps, out var taken, out var end))
                _lot.TryUnpark(taken);
            else if (end is not null)
                Fail(end);
            else
                return;
        }
    }

    /// <summary>Apart: a closure in the loop that calls it would be allocated for each message.</summary>
    private void Fail(Exception end) => _lot.FailAll(_ => end);

    /// <summary>An event, or the key of a message in <see cref="_latest"/>; and how many messages were dropped right before it.</summary>
    private readonly record struct Item(TopicEvent<T>? Event, object? Key, long MissedBefore);
}
