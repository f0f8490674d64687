using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Rondo.Core;

namespace Rondo.IO.Drivers.Portable;

/// <summary>BCL sockets and files on any platform; completions are posted to the loop.</summary>
/// <remarks>
/// Finished calls travel in a queue of their own: a step posted to a loop that is ending runs on the thread pool, where
/// nothing of the loop may be touched. Such a step finds that it is elsewhere and leaves the queue to <see cref="Drain"/>.
/// </remarks>
internal sealed class PortableDriver(Scheduler scheduler) : LoopDriver(scheduler)
{
    private static readonly Action<object?> s_deliver = static driver =>
    {
        if (((PortableDriver)driver!).Scheduler == Core.Scheduler.Current)
            ((PortableDriver)driver).Deliver();
    };

    // Never disposed: a poster that decided to wake the loop may be late, and without its wait handle a semaphore holds nothing.
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ConcurrentQueue<PortableCall> _finished = new();
    private readonly HashSet<PortableCall> _running = [];
    private int _delivering;

    public override string Name => "portable";

    public override int Outstanding => _running.Count;

    /// <summary>Completions arrive as posts, so there is nothing to look for.</summary>
    public override bool HasWork => false;

    internal bool IsDraining { get; private set; }

    public override void Wait(long timeout)
    {
        // Whole milliseconds, rounded up: rounding down would turn the last one into a busy loop.
        if (timeout != 0)
            _wake.Wait(timeout < 0 ? -1 : (int)Math.Min((timeout + 999_999) / 1_000_000, int.MaxValue));
    }

    public override void Wake() => _wake.Release();

    public override void Drain()
    {
        IsDraining = true;
        foreach (var call in _running)
            call.Abandon();
        var wait = new SpinWait();
        while (_running.Count > 0)
        {
            Deliver();
            wait.SpinOnce();
        }
    }

    public override void Dispose()
    {
    }

    internal override DriverSocket OpenSocket(AddressFamily family, SocketType type, ProtocolType protocol) =>
        new PortableSocket(this, new Socket(family, type, protocol));

    internal override DriverSocket Adopt(SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new PortableSocket(this, new Socket(handle));
    }

    internal override ValueTask<DriverFile?> OpenRegularFileAsync(
        string path, FileMode mode, FileAccess access, FileShare share, FileOptions options) =>
        PortableFile.OpenAsync(this, path, mode, access, share, options);

    internal override DriverFile Wrap(SafeFileHandle handle) => new PortableFile(this, handle);

    internal void Started(PortableCall call) => _running.Add(call);

    /// <summary>Called by the BCL, on any thread.</summary>
    internal void Finished(PortableCall call)
    {
        _finished.Enqueue(call);
        if (Interlocked.Exchange(ref _delivering, 1) == 0)
            Scheduler.TryPost(s_deliver, this, WorkKind.StateAction);
    }

    private void Deliver()
    {
        // Before the queue is read: what is enqueued after the last look posts again.
        Interlocked.Exchange(ref _delivering, 0);
        while (_finished.TryDequeue(out var call))
        {
            _running.Remove(call);
            call.Deliver();
        }
    }
}
