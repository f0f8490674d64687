using Rondo.Sync;

namespace Rondo.Api.Messaging;

/// <summary>A publisher that waits: parked on its loop, so that time goes on there, or on a task where there is no loop.</summary>
internal sealed class PublisherWait
{
    private readonly EventLoop? _loop = EventLoop.TryCurrent;
    private readonly ParkingLot? _lot;
    private readonly TaskCompletionSource? _source;
    private bool _done;

    internal PublisherWait()
    {
        if (_loop is not null)
            _lot = new ParkingLot(nameof(Topic<>));
        else
            _source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    internal ValueTask WaitAsync()
    {
        if (_lot is null)
            return new ValueTask(_source!.Task);
        return _done ? _lot.PassAsync() : _lot.ParkAsync(nameof(Topic<>.PublishAsync));
    }

    /// <summary>Any thread.</summary>
    internal void Wake()
    {
        if (_loop is null)
        {
            _source!.TrySetResult();
            return;
        }

        try
        {
            _loop.Post(
                static wait =>
                {
                    var self = (PublisherWait)wait!;
                    self._done = true;
                    if (self._loop!.IsCurrent) // posted work of a loop that has ended runs elsewhere
                        self._lot!.Unpark();
                },
                this);
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended, and the publisher with it.
        }
    }
}
