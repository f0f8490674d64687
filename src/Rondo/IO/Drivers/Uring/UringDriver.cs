using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>
/// Completions by io_uring, Linux 6.1 or later: a turn's sends, receives and file operations go to the kernel in the one
/// system call that also waits.
/// </summary>
/// <remarks>
/// Every request in flight has a slot, and its user data is the slot's number and generation: whatever the kernel says
/// late about a request that has ended reaches nobody. The slot, with it the target and the memory that the target pins, is
/// held until the final completion, in shutdown too.
/// </remarks>
internal sealed class UringDriver : LoopDriver
{
    /// <summary>Requests per submission; a fuller turn submits in between.</summary>
    private const uint Entries = 512;

    /// <summary>The least that is tried when locked memory is short.</summary>
    private const uint MinEntries = 64;

    /// <summary>Completions per entry: a burst beyond that ends multishot requests, which have to be armed again.</summary>
    private const uint CompletionsPerEntry = 8;

    /// <summary>User data of requests whose outcome does not matter: cancellations.</summary>
    private const ulong Ignored = ulong.MaxValue;

    /// <summary>Sends that are kept for the next one: more than a turn usually has under way.</summary>
    private const int MaxPooledSends = 512;

    /// <summary>How long a drain waits for completions before it cancels once more.</summary>
    private const long DrainRound = 50_000_000;

    private readonly Ring _ring;
    private readonly WorkerQueue _workers;
    private readonly WakeEvent _wake;
    private readonly Queue<UringSocket> _deferred = new();
    private Slot[] _slots = new Slot[64];
    private UringFileCall? _filePool;
    private UringSend? _sendPool;
    private int _sendPooled;
    private int _freeSlot = -1;
    private int _slotCount;
    private int _inFlight;
    private int _outstanding;
    private bool _disposed;

    private UringDriver(Scheduler scheduler, Ring ring, BufferRing buffers, WakeEvent wake)
        : base(scheduler)
    {
        _ring = ring;
        Buffers = buffers;
        _workers = new WorkerQueue(scheduler);
        _wake = wake;
        _ = new UringWake(this, wake); // held by its slot
    }

    public override string Name => "uring";

    public override int Outstanding => _outstanding;

    public override bool HasWork => _ring.HasCompletions || _ring.NeedsEnter || _deferred.Count > 0;

    internal BufferRing Buffers { get; }

    /// <summary>Requests that the kernel has, the wakeup's included.</summary>
    internal int InFlight => _inFlight;

    /// <summary>The loop is ending: nothing may be submitted again.</summary>
    internal bool IsDraining { get; private set; }

    /// <summary>Sets a ring up and runs a NOP through it, on the thread that will use it.</summary>
    /// <param name="scheduler">The loop's.</param>
    /// <param name="calls">The system calls.</param>
    /// <param name="reason">Why there is none, if the result is null.</param>
    internal static UringDriver? TryCreate(Scheduler scheduler, LinuxCalls calls, out string reason)
    {
        Ring? ring = null;
        var errno = 0;
        for (var entries = Entries; entries >= MinEntries && ring is null; entries /= 2)
        {
            ring = Ring.TryCreate(calls, entries, entries * CompletionsPerEntry, out errno);
            if (ring is null && errno != Errno.ENOMEM)
                break;
        }

        if (ring is null)
        {
            reason = UringRefusal.Describe("io_uring_setup", errno);
            return null;
        }

        var buffers = BufferRing.TryCreate(ring, out errno);
        if (buffers is null)
        {
            ring.Dispose();
            reason = UringRefusal.Describe("io_uring_register of the buffer ring", errno);
            return null;
        }

        errno = TryNop(ring);
        if (errno != 0)
        {
            buffers.Dispose();
            ring.Dispose();
            reason = UringRefusal.Describe("a NOP through io_uring_enter", errno);
            return null;
        }

        reason = $"io_uring works ({ring.Entries} entries)";
        try
        {
            return new UringDriver(scheduler, ring, buffers, WakeEvent.Create(calls));
        }
        catch
        {
            buffers.Dispose();
            ring.Dispose();
            throw;
        }
    }

    public override void Wait(long timeout)
    {
        if (_deferred.Count > 0)
        {
            timeout = 0;
            ServeDeferred();
        }

        if (timeout != 0 && _ring.HasCompletions)
            timeout = 0;
        if (timeout != 0 || _ring.NeedsEnter)
            Enter(timeout);
        Deliver();
    }

    public override void Wake() => _wake.Signal();

    public override unsafe void Drain()
    {
        IsDraining = true;
        ServeDeferred();
        _workers.Drain();
        while (_inFlight > 0)
        {
            var sqe = Next();
            sqe->Opcode = Sqe.AsyncCancel;
            sqe->Fd = -1;
            sqe->OperationFlags = Sqe.CancelAny | Sqe.CancelAll;
            sqe->UserData = Ignored;
            // The cancellation's own completion would end a wait at once.
            sqe->Flags = Sqe.SkipSuccess;
            Enter(DrainRound);
            Deliver();
        }
    }

    public override void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Debug.Assert(_inFlight == 0 || !IsDraining);
        // Without Drain, the loop never ran: only the wakeup is in flight, and it writes no memory.
        Buffers.Dispose();
        _ring.Dispose();
        _wake.Dispose();
    }

    internal override DriverSocket OpenSocket(AddressFamily family, SocketType type, ProtocolType protocol) =>
        new UringSocket(this, LinuxSocket.Create(family, type, protocol), family, type == SocketType.Stream);

    internal override DriverSocket Adopt(SafeSocketHandle handle)
    {
        var isStream = LinuxSocket.IsStreamSocket(handle);
        // The ring fails requests on O_NONBLOCK descriptors with EAGAIN instead of waiting.
        LinuxSocket.SetNonBlocking((int)handle.DangerousGetHandle(), false);
        return new UringSocket(this, handle, AddressFamily.Unspecified, isStream);
    }

    internal override DriverSocket AdoptAccepted(SafeSocketHandle handle, AddressFamily family) =>
        new UringSocket(this, handle, family, isStream: true);

    internal override ValueTask<DriverFile?> OpenRegularFileAsync(
        string path, FileMode mode, FileAccess access, FileShare share, FileOptions options) =>
        WorkerOpen.Start(_workers, path, mode, access, share, options, Wrap);

    internal override DriverFile Wrap(SafeFileHandle handle) => new LinuxFile(Scheduler, handle, TakeFileCall);

    /// <summary>An empty request whose completions go to <paramref name="target"/> until the last of them.</summary>
    /// <param name="target">Held until then.</param>
    /// <param name="userData">Names the request, for <see cref="Cancel"/>.</param>
    // Safety of all below: an entry points into the mapped ring, is filled in before the next one is asked for, and the
    // ring is unmapped only in Dispose, after Drain has seen every final completion.
    internal unsafe Sqe* Submit(IUringTarget target, out ulong userData)
    {
        Debug.Assert(!IsDraining, "A request was started in a loop that is ending.");
        var sqe = Next();
        var index = _freeSlot;
        if (index >= 0)
        {
            _freeSlot = _slots[index].NextFree;
        }
        else
        {
            if (_slotCount == _slots.Length)
                Array.Resize(ref _slots, _slotCount * 2);
            index = _slotCount++;
        }

        ref var slot = ref _slots[index];
        slot.Target = target;
        userData = ((ulong)slot.Generation << 32) | (uint)index;
        sqe->UserData = userData;
        _inFlight++;
        return sqe;
    }

    /// <summary>An empty request without a slot; submits when the queue is full.</summary>
    internal unsafe Sqe* Next()
    {
        Sqe* sqe;
        while ((sqe = _ring.TryNext()) is null)
        {
            Enter(0);
            // EBUSY: the kernel takes nothing before its completions are taken. Delivering only queues steps.
            if ((sqe = _ring.TryNext()) is not null)
                break;
            Deliver();
        }

        return sqe;
    }

    /// <summary>Asks the kernel to end a request; its final completion says what really happened.</summary>
    internal void Cancel(ulong userData) => SubmitCancel(-1, userData, 0);

    /// <summary>Asks the kernel to end every request on a descriptor.</summary>
    internal void CancelAll(int fd) => SubmitCancel(fd, 0, Sqe.CancelFd | Sqe.CancelAll);

    private unsafe void SubmitCancel(int fd, ulong userData, uint flags)
    {
        if (IsDraining)
            return;
        var sqe = Next();
        sqe->Opcode = Sqe.AsyncCancel;
        sqe->Flags = Sqe.SkipSuccess;
        sqe->Fd = fd;
        sqe->Address = userData;
        sqe->OperationFlags = flags;
        sqe->UserData = Ignored;
    }

    /// <summary>Serves a socket at the next turn: its task has used up its budget.</summary>
    internal void Defer(UringSocket socket) => _deferred.Enqueue(socket);

    /// <summary>Submits and delivers until the condition holds: for the rare call that cannot be asynchronous.</summary>
    internal void WaitUntil(Func<bool> condition)
    {
        while (!condition())
        {
            if (!_ring.HasCompletions)
                Enter(-1);
            Deliver();
        }
    }

    internal void CountStart() => _outstanding++;

    internal void CountEnd()
    {
        Debug.Assert(_outstanding > 0);
        _outstanding--;
    }

    internal UringFileCall TakeFileCall()
    {
        if (_filePool is not { } call)
            return new UringFileCall(this);
        _filePool = (UringFileCall?)call.Next;
        call.Next = null;
        return call;
    }

    internal void ReturnFileCall(UringFileCall call)
    {
        call.Next = _filePool;
        _filePool = call;
    }

    internal UringSend TakeSend(UringSocket socket)
    {
        if (_sendPool is not { } send)
            return new UringSend(socket);
        _sendPool = (UringSend?)send.Next;
        _sendPooled--;
        send.Next = null;
        send.Use(socket);
        return send;
    }

    internal void ReturnSend(UringSend send)
    {
        if (_sendPooled >= MaxPooledSends)
            return;
        _sendPooled++;
        send.Next = _sendPool;
        _sendPool = send;
    }

    private static unsafe int TryNop(Ring ring)
    {
        ring.TryNext()->UserData = Ignored;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var result = ring.Enter(-1);
            if (result < 0)
                return -result;
            if (ring.TryTake(out var completion))
                return -Math.Min(0, completion.Result);
        }

        return Errno.EINTR;
    }

    private void Enter(long timeout)
    {
        var result = _ring.Enter(timeout);
        if (result < 0)
            throw Errno.File(-result, "io_uring_enter");
    }

    private void Deliver()
    {
        while (_ring.TryTake(out var completion))
        {
            var index = (uint)completion.UserData;
            if (index >= (uint)_slotCount)
                continue;
            ref var slot = ref _slots[index];
            var target = slot.Target;
            if (target is null || slot.Generation != (uint)(completion.UserData >> 32))
                continue;
            if ((completion.Flags & Cqe.More) == 0)
            {
                slot.Target = null;
                slot.Generation++;
                slot.NextFree = _freeSlot;
                _freeSlot = (int)index;
                _inFlight--;
            }

            target.Complete(completion.Result, completion.Flags);
        }
    }

    private void ServeDeferred()
    {
        // Those that are deferred meanwhile wait for the next turn.
        for (var count = _deferred.Count; count > 0; count--)
            _deferred.Dequeue().Serve();
    }

    private struct Slot
    {
        internal IUringTarget? Target;
        internal uint Generation;
        internal int NextFree;
    }
}
