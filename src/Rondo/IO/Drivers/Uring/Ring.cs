using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>The two queues that are shared with the kernel, and the one system call that moves them. Owned by one thread.</summary>
/// <remarks>
/// SINGLE_ISSUER and DEFER_TASKRUN (Linux 6.1, the floor): completions are worked off when this thread asks for them, in
/// a batch, not by interrupting it. The thread that enables the ring is its issuer, hence R_DISABLED at first.
/// </remarks>
// Safety: pointers into the mappings are valid from the constructor to Dispose; the kernel writes the completion tail and
// the submission head, this class the other two; indexes are masked before use.
internal sealed unsafe class Ring : IDisposable
{
    private const uint CqSize = 1 << 3;
    private const uint Disabled = 1 << 6;
    private const uint SubmitAll = 1 << 7;
    private const uint TaskRunFlag = 1 << 9;
    private const uint SingleIssuer = 1 << 12;
    private const uint DeferTaskRun = 1 << 13;

    private const uint FeatureSingleMap = 1;
    private const uint FeatureNoDrop = 1 << 1;
    private const uint FeatureExtArg = 1 << 8;

    private const uint EnterGetEvents = 1;
    private const uint EnterExtArg = 8;
    private const uint EnterRegisteredRing = 16;

    private const uint EnableRings = 12;
    private const uint RegisterRingFds = 20;
    private const uint UnregisterRingFds = 21;

    /// <summary>Submission-queue flags: completions overflowed and wait in the kernel, or deferred work does.</summary>
    private const uint CqOverflow = 2;
    private const uint TaskRun = 4;

    private readonly LinuxCalls _calls;
    private readonly int _fd;
    private readonly byte* _rings;
    private readonly nuint _ringsSize;
    private readonly Sqe* _sqes;
    private readonly nuint _sqesSize;
    private readonly uint* _sqHead;
    private readonly uint* _sqTail;
    private readonly uint* _sqFlags;
    private readonly uint _sqMask;
    private readonly uint* _cqHead;
    private readonly uint* _cqTail;
    private readonly uint _cqMask;
    private readonly Cqe* _cqes;
    private uint _tail;
    private uint _head;
    private int _registered = -1;

    private Ring(LinuxCalls calls, int fd, in Parameters parameters)
    {
        _calls = calls;
        _fd = fd;
        Entries = parameters.SqEntries;
        _ringsSize = Math.Max(
            parameters.Sq.Array + (parameters.SqEntries * sizeof(uint)),
            parameters.Cq.Cqes + (parameters.CqEntries * (uint)sizeof(Cqe)));
        _sqesSize = parameters.SqEntries * (uint)sizeof(Sqe);
        _rings = (byte*)Libc.Map(
            null, _ringsSize, Constants.ProtRead | Constants.ProtWrite, Constants.MapShared | Constants.MapPopulate, fd, 0);
        _sqes = (Sqe*)Libc.Map(
            null, _sqesSize, Constants.ProtRead | Constants.ProtWrite, Constants.MapShared | Constants.MapPopulate, fd, 0x10000000);
        if ((nint)_rings == -1 || (nint)_sqes == -1)
            return;
        _sqHead = (uint*)(_rings + parameters.Sq.Head);
        _sqTail = (uint*)(_rings + parameters.Sq.Tail);
        _sqFlags = (uint*)(_rings + parameters.Sq.Flags);
        _sqMask = parameters.SqEntries - 1;
        _cqHead = (uint*)(_rings + parameters.Cq.Head);
        _cqTail = (uint*)(_rings + parameters.Cq.Tail);
        _cqMask = parameters.CqEntries - 1;
        _cqes = (Cqe*)(_rings + parameters.Cq.Cqes);
        // Slot i of the queue is always entry i; NO_SQARRAY, which drops this table, came with 6.6.
        var array = (uint*)(_rings + parameters.Sq.Array);
        for (uint i = 0; i < parameters.SqEntries; i++)
            array[i] = i;
    }

    /// <summary>Places in the submission queue.</summary>
    internal uint Entries { get; }

    internal bool HasCompletions
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _head != Volatile.Read(ref *_cqTail);
    }

    /// <summary>Something to submit, or something that only a system call brings out of the kernel.</summary>
    internal bool NeedsEnter
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _tail != Volatile.Read(ref *_sqHead) || (Volatile.Read(ref *_sqFlags) & (CqOverflow | TaskRun)) != 0;
    }

    /// <summary>Sets a ring up for the calling thread; null and the errno if the kernel refuses.</summary>
    internal static Ring? TryCreate(LinuxCalls calls, uint entries, uint completions, out int errno)
    {
        var parameters = new Parameters
        {
            CqEntries = completions,
            Flags = CqSize | Disabled | SubmitAll | TaskRunFlag | SingleIssuer | DeferTaskRun,
        };
        var fd = calls.RingSetup(entries, &parameters);
        errno = -fd;
        if (fd < 0)
            return null;
        const uint needed = FeatureSingleMap | FeatureNoDrop | FeatureExtArg;
        var ring = new Ring(calls, fd, parameters);
        errno = (nint)ring._rings == -1 || (nint)ring._sqes == -1
            ? Errno.ENOMEM
            : (parameters.Features & needed) != needed ? Errno.EINVAL : -Math.Min(0, calls.RingRegister(fd, EnableRings, null, 0));
        if (errno != 0)
        {
            ring.Dispose();
            return null;
        }

        // Saves the kernel the look-up of the descriptor in each enter; works without.
        var update = new RingFd { Offset = uint.MaxValue, Data = (ulong)fd };
        if (calls.RingRegister(fd, RegisterRingFds, &update, 1) == 1)
            ring._registered = (int)update.Offset;
        return ring;
    }

    /// <summary>The next free request, cleared; null if the queue is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Sqe* TryNext()
    {
        if (_tail - Volatile.Read(ref *_sqHead) == Entries)
            return null;
        var sqe = _sqes + (_tail++ & _sqMask);
        Unsafe.InitBlockUnaligned(sqe, 0, (uint)sizeof(Sqe));
        return sqe;
    }

    /// <summary>Submits, and waits for a completion if asked to.</summary>
    /// <param name="timeout">Nanoseconds; 0 does not wait, -1 waits without a limit.</param>
    /// <returns>0, or -errno where the queues need attention: EINTR, EAGAIN and EBUSY only mean "come back".</returns>
    internal int Enter(long timeout)
    {
        Volatile.Write(ref *_sqTail, _tail);
        var submit = _tail - Volatile.Read(ref *_sqHead);
        var flags = EnterGetEvents | (_registered >= 0 ? EnterRegisteredRing : 0);
        var fd = _registered >= 0 ? _registered : _fd;
        int result;
        if (timeout <= 0)
        {
            result = _calls.RingEnter(fd, submit, timeout < 0 ? 1u : 0, flags, null, 0);
        }
        else
        {
            var time = new LinuxCalls.KernelTime(timeout);
            var argument = new WaitArgument { Time = (ulong)&time };
            result = _calls.RingEnter(fd, submit, 1, flags | EnterExtArg, &argument, sizeof(WaitArgument));
        }

        return result >= 0 || result is -Errno.EINTR or -Errno.ETIME or -Errno.EAGAIN or -Errno.EBUSY ? 0 : result;
    }

    /// <summary>Takes the oldest completion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTake(out Cqe completion)
    {
        if (_head == Volatile.Read(ref *_cqTail))
        {
            completion = default;
            return false;
        }

        completion = _cqes[_head & _cqMask];
        _head++;
        Volatile.Write(ref *_cqHead, _head);
        return true;
    }

    internal int Register(uint operation, void* argument, uint count) => _calls.RingRegister(_fd, operation, argument, count);

    public void Dispose()
    {
        // The thread's table of registered rings holds the ring as a descriptor would: closing alone would leak it.
        if (_registered >= 0)
        {
            var update = new RingFd { Offset = (uint)_registered };
            Register(UnregisterRingFds, &update, 1);
            _registered = -1;
        }

        if ((nint)_rings != -1)
            _ = Libc.Unmap(_rings, _ringsSize);
        if ((nint)_sqes != -1)
            _ = Libc.Unmap(_sqes, _sqesSize);
        _calls.Close(_fd);
    }

    /// <summary>struct io_uring_params.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 120)]
    private struct Parameters
    {
        [FieldOffset(0)]
        internal uint SqEntries;

        [FieldOffset(4)]
        internal uint CqEntries;

        [FieldOffset(8)]
        internal uint Flags;

        [FieldOffset(20)]
        internal uint Features;

        [FieldOffset(40)]
        internal SqOffsets Sq;

        [FieldOffset(80)]
        internal CqOffsets Cq;
    }

    private struct SqOffsets
    {
        internal uint Head;
        internal uint Tail;
        internal uint Mask;
        internal uint Entries;
        internal uint Flags;
        internal uint Dropped;
        internal uint Array;
        internal uint Reserved;
        internal ulong UserAddress;
    }

    private struct CqOffsets
    {
        internal uint Head;
        internal uint Tail;
        internal uint Mask;
        internal uint Entries;
        internal uint Overflow;
        internal uint Cqes;
        internal uint Flags;
        internal uint Reserved;
        internal ulong UserAddress;
    }

    /// <summary>struct io_uring_rsrc_update as REGISTER_RING_FDS uses it.</summary>
    private struct RingFd
    {
        internal uint Offset;
        internal uint Reserved;
        internal ulong Data;
    }

    /// <summary>struct io_uring_getevents_arg.</summary>
    private struct WaitArgument
    {
        internal ulong SignalMask;
        internal uint SignalMaskSize;
        internal uint MinWait;
        internal ulong Time;
    }
}
