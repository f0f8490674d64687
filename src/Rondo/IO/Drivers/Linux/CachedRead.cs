using Microsoft.Win32.SafeHandles;

namespace Rondo.IO.Drivers.Linux;

/// <summary>Reads at once, on the loop, what the kernel has in its cache (preadv2 with RWF_NOWAIT, Linux 4.14).</summary>
internal static class CachedRead
{
    /// <summary>A copy of this size holds the loop for a few ten microseconds. More is read in the driver's way.</summary>
    internal const int MaxLength = 256 * 1024;

    /// <summary>Reads, perhaps less than there is room for; 0 at the end of the file.</summary>
    /// <returns>The number of bytes; or a negated errno: EAGAIN if the disk has to be waited for, EOPNOTSUPP where the file
    /// system cannot tell.</returns>
    internal static unsafe int TryRead(SafeFileHandle handle, Span<byte> buffer, long offset)
    {
        // Safety: struct iovec is an address and a length; the buffer is pinned for the call, and the handle held open by it.
        fixed (byte* at = buffer)
        {
            var vector = stackalloc nint[] { (nint)at, buffer.Length };
            var added = false;
            try
            {
                handle.DangerousAddRef(ref added);
                return Libc.Check(
                    Libc.Syscall(
                        Constants.SysReadVectorAt, handle.DangerousGetHandle(), (nint)vector, 1, (nint)offset, 0, Constants.ReadNoWait));
            }
            finally
            {
                if (added)
                    handle.DangerousRelease();
            }
        }
    }
}
