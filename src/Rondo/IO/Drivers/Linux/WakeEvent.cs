namespace Rondo.IO.Drivers.Linux;

/// <summary>An eventfd by which other threads end a driver's wait.</summary>
/// <remarks>
/// It is never read: each write is a new edge for epoll and a new wakeup for a multishot poll. The lock is for the end: a
/// poster that was late must not write into a descriptor that was closed and given to somebody else.
/// </remarks>
internal sealed class WakeEvent : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinuxCalls _calls;
    private int _fd;

    private WakeEvent(LinuxCalls calls, int fd) => (_calls, _fd) = (calls, fd);

    internal int Fd => _fd;

    /// <exception cref="IOException">Too many open files.</exception>
    internal static WakeEvent Create(LinuxCalls calls)
    {
        var fd = calls.EventFd();
        return fd < 0 ? throw Errno.File(-fd, "eventfd") : new WakeEvent(calls, fd);
    }

    /// <summary>Any thread; after <see cref="Dispose"/> it does nothing.</summary>
    internal unsafe void Signal()
    {
        ulong one = 1;
        lock (_gate)
        {
            // Safety: eight bytes of this frame.
            if (_fd >= 0)
                _ = Libc.Write(_fd, &one, sizeof(ulong));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_fd >= 0)
                _calls.Close(_fd);
            _fd = -1;
        }
    }
}
