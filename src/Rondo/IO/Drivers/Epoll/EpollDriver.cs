using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Rondo.Core;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Epoll;

/// <summary>
/// Readiness by epoll, edge-triggered: one registration per descriptor for its whole life, so that a wait costs no system
/// call but the wait itself. The production path where containers forbid io_uring, which is their default.
/// </summary>
/// <remarks>
/// Level-triggered was rejected: a connection that is not being read would end every wait, or cost an epoll_ctl each time.
/// The price is that readiness has to be remembered (<see cref="EpollSocket"/>).
/// </remarks>
internal sealed class EpollDriver : LoopDriver
{
    private const int MaxEvents = 512;

    /// <summary>The mark of the eventfd of <see cref="Wake"/>: no slot has this index.</summary>
    private const ulong WakeData = uint.MaxValue;

    /// <summary>struct epoll_event is packed on x86-64 only.</summary>
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private static readonly int s_eventSize = s_dataOffset + sizeof(ulong);

    private readonly WorkerQueue _workers;
    private readonly unsafe byte* _events;
    private readonly int _epoll;
    private readonly WakeEvent _wake;
    private Slot[] _slots = new Slot[64];
    private int _freeSlot = -1;
    private int _slotCount;
    private int _outstanding;
    private bool _disposed;

    internal unsafe EpollDriver(Scheduler scheduler, LinuxCalls? calls = null)
        : base(scheduler)
    {
        Calls = calls ?? LinuxCalls.Real;
        _workers = new WorkerQueue(scheduler);
        _wake = WakeEvent.Create(Calls);
        _epoll = Calls.EpollCreate();
        var error = _epoll < 0 ? _epoll : Control(Constants.EpollAdd, _wake.Fd, Constants.EpollIn | Constants.EpollEdge, WakeData);
        if (error < 0)
        {
            if (_epoll >= 0)
                Calls.Close(_epoll);
            _wake.Dispose();
            throw Errno.File(-error, "epoll_create1");
        }

        // Safety: native memory, freed in Dispose, which is the last thing that happens to a driver.
        _events = (byte*)NativeMemory.Alloc(MaxEvents, (nuint)s_eventSize);
    }

    public override string Name => "epoll";

    public override int Outstanding => _outstanding;

    /// <summary>Only a system call could tell; it is worth making (some 0.2 us each turn) when somebody waits for a socket.</summary>
    public override bool HasWork => _outstanding > 0;

    internal LinuxCalls Calls { get; }

    public override unsafe void Wait(long timeout)
    {
        var count = Calls.EpollWait(_epoll, _events, MaxEvents, timeout);
        if (count < 0)
        {
            // EINTR: a signal, of which the runtime sends some. The loop looks at its clock and comes back.
            if (count == -Errno.EINTR)
                return;
            throw Errno.File(-count, "epoll_wait");
        }

        for (var i = 0; i < count; i++)
        {
            // Safety: the kernel has filled count events of this size.
            var entry = _events + (i * s_eventSize);
            var data = Unsafe.ReadUnaligned<ulong>(entry + s_dataOffset);
            if (data == WakeData)
                continue;
            ref var slot = ref _slots[(uint)data];
            if (slot.Generation == (uint)(data >> 32))
                slot.Socket?.OnReady(Unsafe.ReadUnaligned<uint>(entry));
        }
    }

    public override void Wake() => _wake.Signal();

    public override void Drain()
    {
        for (var i = 0; i < _slotCount; i++)
            _slots[i].Socket?.FailPending(SocketMisuse.LoopEnded(Scheduler));
        _workers.Drain();
    }

    public override unsafe void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Calls.Close(_epoll);
        _wake.Dispose();
        NativeMemory.Free(_events);
    }

    internal override DriverSocket OpenSocket(AddressFamily family, SocketType type, ProtocolType protocol) =>
        new EpollSocket(this, LinuxSocket.Create(family, type, protocol), family, type == SocketType.Stream);

    internal override DriverSocket Adopt(SafeSocketHandle handle) =>
        new EpollSocket(this, handle, AddressFamily.Unspecified, LinuxSocket.IsStreamSocket(handle));

    internal override DriverSocket AdoptAccepted(SafeSocketHandle handle, AddressFamily family) =>
        new EpollSocket(this, handle, family, isStream: true);

    internal override ValueTask<DriverFile?> OpenRegularFileAsync(
        string path, FileMode mode, FileAccess access, FileShare share, FileOptions options) =>
        WorkerOpen.Start(_workers, path, mode, access, share, options, Wrap);

    internal override DriverFile Wrap(SafeFileHandle handle) => new LinuxFile(Scheduler, handle, _workers.TakeCall);

    internal void CountStart() => _outstanding++;

    internal void CountEnd()
    {
        Debug.Assert(_outstanding > 0);
        _outstanding--;
    }

    /// <summary>Registers a socket's descriptor for its whole life; what is ready already is reported by the next wait.</summary>
    /// <returns>The slot, for <see cref="Unregister"/>.</returns>
    internal int Register(EpollSocket socket, int fd)
    {
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
        slot.Socket = socket;
        const uint events = Constants.EpollIn | Constants.EpollOut | Constants.EpollPriority | Constants.EpollRdHup | Constants.EpollEdge;
        var result = Control(Constants.EpollAdd, fd, events, ((ulong)slot.Generation << 32) | (uint)index);
        if (result >= 0)
            return index;
        Free(index);
        throw Errno.Socket(-result, "epoll_ctl");
    }

    /// <summary>Forgets a registration. Events that are already in the batch carry the old generation and reach nobody.</summary>
    /// <param name="slot">From <see cref="Register"/>.</param>
    /// <param name="fd">The descriptor if it lives on elsewhere; -1 if it is being closed, which ends its registration by itself.</param>
    internal void Unregister(int slot, int fd)
    {
        Free(slot);
        if (fd >= 0)
            Control(Constants.EpollDelete, fd, 0, 0);
    }

    private void Free(int index)
    {
        ref var slot = ref _slots[index];
        slot.Socket = null;
        slot.Generation++;
        slot.NextFree = _freeSlot;
        _freeSlot = index;
    }

    private unsafe int Control(int operation, int fd, uint events, ulong data)
    {
        // Safety: a local large enough for either layout of struct epoll_event.
        var entry = stackalloc byte[16];
        Unsafe.WriteUnaligned(entry, events);
        Unsafe.WriteUnaligned(entry + s_dataOffset, data);
        return Libc.Check(Libc.EpollControl(_epoll, operation, fd, entry));
    }

    private struct Slot
    {
        internal EpollSocket? Socket;
        internal uint Generation;
        internal int NextFree;
    }
}
