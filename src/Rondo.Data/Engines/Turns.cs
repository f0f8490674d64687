using Rondo.Sync;

namespace Rondo.Data.Engines;

/// <summary>A number of places that callers from any loop or thread take in the order in which they came.</summary>
/// <param name="places">The number of places.</param>
/// <param name="most">The longest wait, in the time of the caller's loop.</param>
/// <param name="name">The name of a place, for the message: <c>connection</c>.</param>
internal sealed class Turns(int places, TimeSpan most, string name)
{
    private readonly int _places = places;
    private readonly System.Threading.Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private int _free = places;

    internal int Busy
    {
        get
        {
            lock (_lock)
                return _places - _free;
        }
    }

    internal int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Takes a place; <see cref="Release"/> gives it back.</summary>
    /// <exception cref="DatabaseUnavailable">The longest wait has passed.</exception>
    internal ValueTask TakeAsync()
    {
        CancelScope.ThrowIfCanceled();
        Waiter waiter;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return ValueTask.CompletedTask;
            }

            waiter = new Waiter(EventLoop.TryCurrent);
            _waiting.AddLast(waiter);
        }

        return WaitAsync(waiter);
    }

    /// <summary>Gives a place back: to the caller that has waited longest, if there is one.</summary>
    internal void Release()
    {
        Waiter first;
        lock (_lock)
        {
            if (_waiting.First is not { } node)
            {
                _free++;
                return;
            }

            first = node.Value;
            _waiting.RemoveFirst();
            first.HasPlace = true;
        }

        if (!first.TryWake())
            Release(); // its loop has ended
    }

    private async ValueTask WaitAsync(Waiter waiter)
    {
        var isTaken = false;
        try
        {
            isTaken = await waiter.WaitAsync(most);
        }
        finally
        {
            if (!isTaken)
                isTaken = !TryLeave(waiter);
        }

        if (!isTaken)
        {
            throw new DatabaseUnavailable(
                $"All {_places} {name}s are in use, and none was returned for {most.TotalSeconds:0.###} s; "
                    + $"{Waiting + 1} callers wait. A task that holds a transaction must use it for all of its statements.");
        }
    }

    /// <summary>
    /// Gives up; false if a place came at the last moment, which is then the caller's, or moves on to the next if the caller is cancelled.
    /// </summary>
    private bool TryLeave(Waiter waiter)
    {
        lock (_lock)
        {
            if (!waiter.HasPlace)
                return _waiting.Remove(waiter);
        }

        if (CancelScope.Current is not { IsCanceled: true })
            return false;
        Release();
        return true;
    }

    private sealed class Waiter(EventLoop? loop)
    {
        private readonly Event? _onLoop = loop is null ? null : new Event();
        private readonly TaskCompletionSource? _offLoop = loop is null
            ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;

        internal bool HasPlace { get; set; }

        internal async Task<bool> WaitAsync(TimeSpan most)
        {
            if (_onLoop is not null)
                return await CancelScope.MoveOnAfter(most, () => _onLoop.WaitAsync());
            try
            {
                await _offLoop!.Task.WaitAsync(most);
                return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
        }

        internal bool TryWake()
        {
            if (loop is null)
                return _offLoop!.TrySetResult();
            if (loop == EventLoop.TryCurrent)
            {
                _onLoop!.Set();
                return true;
            }

            try
            {
                loop.Post(_onLoop!.Set);
                return true;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }
}
