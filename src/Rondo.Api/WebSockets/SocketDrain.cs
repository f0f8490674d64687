using Rondo.Sync;

namespace Rondo.Api.WebSockets;

/// <summary>
/// The sockets of one loop that are to hear when their server stops: one registration with its token for all of them, which for
/// each would be 80 bytes.
/// </summary>
internal sealed class SocketDrain
{
    /// <summary>Of each server that has sockets on the loop: nearly always one.</summary>
    private static readonly LoopLocal<List<SocketDrain>> s_drains = new(static () => []);

    private static readonly Action<object?> s_stopAll = static self => ((SocketDrain)self!).StopAll();
    private static readonly Action<object?> s_stop = static link => ((SocketLink)link!).BeginStop();

    private readonly EventLoop _loop = EventLoop.Current;
    private readonly List<SocketDrain> _drains;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenRegistration _registration;
    private SocketLink? _first;

    private SocketDrain(List<SocketDrain> drains, CancellationToken stopping)
    {
        (_drains, _stopping) = (drains, stopping);
        drains.Add(this);
        _registration = stopping.UnsafeRegister(static self => ((SocketDrain)self!).Post(), this);
    }

    /// <summary>Tells a socket of the calling loop when the server stops: soon, if it does already.</summary>
    /// <returns>Where it is to be removed from; null if that server never stops.</returns>
    internal static SocketDrain? Add(SocketLink link, CancellationToken stopping)
    {
        if (!stopping.CanBeCanceled)
            return null;
        var drains = s_drains.Value;
        var drain = drains.Find(each => each._stopping == stopping) ?? new SocketDrain(drains, stopping);
        link.NextToDrain = drain._first;
        if (drain._first is not null)
            drain._first.PreviousToDrain = link;
        drain._first = link;
        if (stopping.IsCancellationRequested)
            drain.Post();
        return drain;
    }

    internal void Remove(SocketLink link)
    {
        if (link.PreviousToDrain is { } previous)
            previous.NextToDrain = link.NextToDrain;
        else
            _first = link.NextToDrain;
        if (link.NextToDrain is { } next)
            next.PreviousToDrain = link.PreviousToDrain;
        link.NextToDrain = link.PreviousToDrain = null;
        if (_first is not null)
            return;
        _drains.Remove(this);
        _registration.Unregister();
    }

    /// <summary>Any thread.</summary>
    private void Post()
    {
        try
        {
            _loop.Post(s_stopAll, this);
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended, and its sockets with it.
        }
    }

    /// <summary>Each in a step of its own: what one handler's stop token calls must not keep the others from hearing.</summary>
    private void StopAll()
    {
        for (var link = _first; link is not null; link = link.NextToDrain)
            _loop.Post(s_stop, link);
    }
}
