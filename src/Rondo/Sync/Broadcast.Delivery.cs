using Rondo.Core;

namespace Rondo.Sync;

/// <summary>Delivers items under the gate, and wakes receivers outside of it.</summary>
public sealed partial class Broadcast<T>
{
    /// <summary>Takes the receiver's oldest item, on its loop; room in it may let publishers continue.</summary>
    internal bool Take(BroadcastReceiver<T> receiver, out T? item, out Exception? end)
    {
        var wakes = new Wakes();
        bool taken;
        lock (_gate)
        {
            taken = receiver.Buffer.TryDequeue(out item);
            end = taken ? null : receiver.WaitForMore();
            if (taken)
                Admit(ref wakes);
        }

        wakes.Run(this);
        return taken;
    }

    /// <summary>As <see cref="Take"/>, or parks, so that no item slips in between.</summary>
    internal bool TakeOrPark(BroadcastReceiver<T> receiver, out T? item, out ValueTask<T> parked)
    {
        var wakes = new Wakes();
        bool taken;
        parked = default;
        lock (_gate)
        {
            taken = receiver.Buffer.TryDequeue(out item);
            if (taken)
                Admit(ref wakes);
            else
                parked = receiver.Park();
        }

        wakes.Run(this);
        return taken;
    }

    internal void Unsubscribe(BroadcastReceiver<T> receiver)
    {
        var wakes = new Wakes();
        lock (_gate)
        {
            _receivers.Remove(receiver);
            receiver.Buffer.Clear();
            Admit(ref wakes);
        }

        wakes.Run(this);
    }

    private bool HasRoom()
    {
        foreach (var receiver in _receivers)
        {
            if (receiver.Policy == SlowReceiver.Wait && receiver.IsFull)
                return false;
        }

        return true;
    }

    private void Deliver(T item, ref Wakes wakes)
    {
        _published++;
        for (var i = 0; i < _receivers.Count; i++)
        {
            var receiver = _receivers[i];
            if (receiver.IsFull)
            {
                _dropped++;
                receiver.CountDrop();
                if (receiver.Policy == SlowReceiver.DropNewest)
                    continue;
                if (receiver.Policy == SlowReceiver.Disconnect)
                {
                    receiver.End(
                        new ChannelBrokenException(
                            $"{Describe()} has cut this receiver off: it was {receiver.Buffer.Count} items behind, which is "
                                + $"all that it may be."));
                    _receivers.RemoveAt(i--);
                    continue;
                }

                receiver.Buffer.Dequeue();
            }

            receiver.Buffer.Enqueue(item);
            if (receiver.NeedsWake())
                wakes.Add(receiver, _receivers.Count);
        }
    }

    private void Admit(ref Wakes wakes)
    {
        while (_blocked.First is { Value: var next } && HasRoom())
        {
            _blocked.RemoveFirst();
            next.IsAdmitted = true;
            Deliver(next.Item, ref wakes);
            wakes.Add(next);
        }
    }

    private async ValueTask WaitForRoom(BlockedPublish blocked)
    {
        try
        {
            await blocked.WaitAsync();
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (!blocked.IsAdmitted)
                {
                    _blocked.Remove(blocked);
                    throw;
                }
            }
        }

        if (blocked.Failure is not null)
            throw blocked.Failure;
    }

    /// <summary>A publisher that waits: parked on its loop, or on a task where there is no loop.</summary>
    private sealed class BlockedPublish(T item, EventLoop? loop)
    {
        private readonly ParkingLot? _lot = loop is null ? null : new ParkingLot(nameof(Broadcast<>));
        private readonly TaskCompletionSource? _source = loop is null
            ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        private bool _done;

        internal readonly T Item = item;
        internal bool IsAdmitted;
        internal Exception? Failure;

        internal ValueTask WaitAsync()
        {
            if (_lot is null)
                return new ValueTask(_source!.Task);
            return _done ? _lot.PassAsync() : _lot.ParkAsync();
        }

        internal void Wake()
        {
            if (loop is null)
                _source!.TrySetResult();
            else if (loop.IsCurrent)
                Release();
            else
                TryPost(loop, static publish => ((BlockedPublish)publish!).Release(), this);
        }

        private void Release()
        {
            _done = true;
            _lot!.Unpark();
        }
    }

    /// <returns>False if the loop has ended, and its tasks with it.</returns>
    private static bool TryPost(EventLoop loop, Action<object?> callback, object state) =>
        loop.Scheduler.TryPost(callback, state, WorkKind.StateAction | WorkKind.Home);

    /// <summary>The work to do once the gate is free, in order.</summary>
    private struct Wakes
    {
        private List<object>? _list;

        internal void Add(object who, int expected = 0) => (_list ??= new List<object>(expected)).Add(who);

        internal readonly void Run(Broadcast<T> broadcast)
        {
            if (_list is null)
                return;
            var atOnce = Scheduler.DeliveriesPerTurn;
            foreach (var who in _list)
            {
                if (who is BlockedPublish publish)
                    publish.Wake();
                else if (who is BroadcastReceiver<T> receiver && !receiver.Wake(atOnce-- > 0))
                    broadcast.Unsubscribe(receiver);
            }
        }
    }
}
