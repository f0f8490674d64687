namespace Rondo.IO.Drivers.Linux;

/// <summary>A machine on which io_uring cannot be set up, for tests and for users who must rule it out: <c>RONDO_URING_FAULT</c>.</summary>
internal sealed class RefusedCalls(int errno) : LinuxCalls
{
    // Safety: the pointer is not followed.
    internal override unsafe int RingSetup(uint entries, void* parameters) => -errno;
}
