using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>The wakeup from other threads: an eventfd under a multishot poll.</summary>
/// <remarks>
/// A full completion queue ends a multishot poll without notice but the missing MORE flag; it is then armed again, and fires
/// at once if the eventfd was written in between.
/// </remarks>
internal sealed class UringWake : IUringTarget
{
    private readonly UringDriver _driver;
    private readonly WakeEvent _event;

    internal UringWake(UringDriver driver, WakeEvent wakeEvent)
    {
        _driver = driver;
        _event = wakeEvent;
        Arm();
    }

    void IUringTarget.Complete(int result, uint flags)
    {
        if ((flags & Cqe.More) == 0 && !_driver.IsDraining)
            Arm();
    }

    private unsafe void Arm()
    {
        // Safety: the request refers to no memory.
        var sqe = _driver.Submit(this, out _);
        sqe->Opcode = Sqe.PollAdd;
        sqe->Fd = _event.Fd;
        sqe->Length = Sqe.PollMultishot;
        sqe->OperationFlags = Constants.EpollIn;
    }
}
