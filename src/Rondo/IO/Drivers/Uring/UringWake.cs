using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>The wakeup from other threads: an eventfd under a multishot poll.</summary>
/// <remarks>
/// The eventfd is never read: each write is a new wakeup for the poll. A full completion queue ends a multishot poll without
/// a word but the missing MORE flag; it is then armed again, and fires at once if a write fell in between.
/// </remarks>
internal sealed class UringWake : IUringTarget, IDisposable
{
    private readonly UringDriver _driver;
    private readonly int _fd;

    internal UringWake(UringDriver driver)
    {
        _driver = driver;
        _fd = Libc.Check(Libc.EventFd(0, Constants.EfdCloseOnExec | Constants.EfdNonBlock));
        if (_fd < 0)
            throw Errno.File(-_fd, "eventfd");
        Arm();
    }

    internal unsafe void Signal()
    {
        ulong one = 1;
        // Safety: eight bytes of this frame.
        _ = Libc.Write(_fd, &one, sizeof(ulong));
    }

    void IUringTarget.Complete(int result, uint flags)
    {
        if ((flags & Cqe.More) == 0 && !_driver.IsDraining)
            Arm();
    }

    public void Dispose() => _ = Libc.Close(_fd);

    private unsafe void Arm()
    {
        // Safety: the request refers to no memory.
        var sqe = _driver.Submit(this, out _);
        sqe->Opcode = Sqe.PollAdd;
        sqe->Fd = _fd;
        sqe->Length = Sqe.PollMultishot;
        sqe->OperationFlags = Constants.EpollIn;
    }
}
