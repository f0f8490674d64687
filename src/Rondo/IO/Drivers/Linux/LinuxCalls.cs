using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>
/// The system calls whose failures matter most, one virtual method each, so that a test can make a driver meet what a
/// machine rarely does: EINTR, ENOBUFS, ENOMEM, a full completion queue. Results follow the kernel: negative is -errno.
/// </summary>
/// <remarks>
/// There is one implementation outside of tests, so a call costs a predicted branch. The calls made for every request go past
/// the C library's wrappers: those are cancellation points of its threads, for which it makes two atomic exchanges a call
/// (4% of a server's time, measured on glibc 2.36).
/// </remarks>
// Safety: buffers are the caller's and pinned or native for as long as the call, or the operation it starts, lasts.
internal unsafe class LinuxCalls
{
    internal static readonly LinuxCalls Real = new();

    private static bool s_noWait2;

    internal virtual int EventFd() => Libc.Check(Libc.EventFd(0, Constants.EfdCloseOnExec | Constants.EfdNonBlock));

    internal virtual int EpollCreate() => Libc.Check(Libc.EpollCreate(Constants.EpollCloseOnExec));

    /// <summary>Closes a descriptor of the driver's own.</summary>
    internal virtual void Close(int fd) => _ = Libc.Close(fd);

    internal virtual int Recv(int fd, byte* buffer, int length, int flags) => Libc.Check(Constants.SysRecvFrom > 0
        ? Libc.Syscall(Constants.SysRecvFrom, fd, (nint)buffer, length, flags, 0, 0)
        : Libc.Recv(fd, buffer, length, flags));

    /// <summary>
    /// As <see cref="Recv"/>; the outcome says <see cref="Constants.MsgControlTruncated"/> where descriptors or credentials came along,
    /// which are dropped.
    /// </summary>
    internal virtual int RecvMessage(int fd, byte* buffer, int length, int flags, out int outcome)
    {
        var vector = new IoVector { Base = buffer, Length = (nuint)length };
        var message = new MessageHeader { Vectors = &vector, VectorCount = 1 };
        var result = Libc.Check(Constants.SysRecvMsg > 0
            ? Libc.Syscall(Constants.SysRecvMsg, fd, (nint)(&message), flags, 0, 0, 0)
            : Libc.RecvMessage(fd, &message, flags));
        outcome = message.Flags;
        return result;
    }

    internal virtual int Send(int fd, byte* buffer, int length, int flags) => Libc.Check(Constants.SysSendTo > 0
        ? Libc.Syscall(Constants.SysSendTo, fd, (nint)buffer, length, flags, 0, 0)
        : Libc.Send(fd, buffer, length, flags));

    internal virtual int Accept(int fd, int flags) => Libc.Check(Libc.Accept(fd, null, null, flags));

    /// <summary>Waits for readiness. <paramref name="timeout"/> is in nanoseconds, -1 for no limit.</summary>
    internal virtual int EpollWait(int epoll, byte* events, int count, long timeout)
    {
        if (timeout <= 0)
            return Wait(epoll, events, count, timeout < 0 ? -1 : 0);
        if (!s_noWait2)
        {
            var time = new KernelTime(timeout);
            var result = Libc.Check(Libc.Syscall(Constants.SysEpollWait2, epoll, (nint)events, count, (nint)(&time), 0, 8));
            // EPERM: an old seccomp profile that does not know the call.
            if (result != -Errno.ENOSYS && result != -Errno.EPERM)
                return result;
            s_noWait2 = true;
        }

        return Wait(epoll, events, count, (int)Math.Min((timeout + 999_999) / 1_000_000, int.MaxValue));
    }

    private static int Wait(int epoll, byte* events, int count, int milliseconds) => Libc.Check(Constants.SysEpollPWait > 0
        ? Libc.Syscall(Constants.SysEpollPWait, epoll, (nint)events, count, milliseconds, 0, 8)
        : Libc.EpollWait(epoll, events, count, milliseconds));

    internal virtual int RingSetup(uint entries, void* parameters) =>
        Libc.Check(Libc.Syscall(Constants.SysRingSetup, (nint)entries, (nint)parameters, 0, 0, 0, 0));

    internal virtual int RingEnter(int ring, uint submit, uint minComplete, uint flags, void* argument, int size) =>
        Libc.Check(Libc.Syscall(Constants.SysRingEnter, ring, (nint)submit, (nint)minComplete, (nint)flags, (nint)argument, size));

    internal virtual int RingRegister(int ring, uint operation, void* argument, uint count) =>
        Libc.Check(Libc.Syscall(Constants.SysRingRegister, ring, (nint)operation, (nint)argument, (nint)count, 0, 0));

    /// <summary>struct __kernel_timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct KernelTime(long nanoseconds)
    {
        internal readonly long Seconds = nanoseconds / 1_000_000_000;
        internal readonly long Nanoseconds = nanoseconds % 1_000_000_000;
    }
}
