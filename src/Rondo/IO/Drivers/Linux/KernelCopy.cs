using Microsoft.Win32.SafeHandles;

namespace Rondo.IO.Drivers.Linux;

/// <summary>Copies between files without bringing the bytes into the process (<c>copy_file_range</c>, Linux 5.3).</summary>
internal static class KernelCopy
{
    /// <summary>Copies a part, perhaps less than asked for.</summary>
    /// <returns>The number of bytes. 0 at the end of the file, or if only ordinary reads and writes can copy it.</returns>
    internal static unsafe long TryCopy(SafeFileHandle source, SafeFileHandle target, long offset, int length)
    {
        if (!OperatingSystem.IsLinux() || Constants.SysCopyFileRange == 0)
            return 0;
        var (from, to) = (offset, offset);
        var (isSourceHeld, isTargetHeld) = (false, false);
        try
        {
            source.DangerousAddRef(ref isSourceHeld);
            target.DangerousAddRef(ref isTargetHeld);
            // Safety: both offsets live on the stack during the call, and both descriptors are held open.
            return Math.Max(0, (long)Libc.Syscall(
                Constants.SysCopyFileRange, source.DangerousGetHandle(), (nint)(&from), target.DangerousGetHandle(),
                (nint)(&to), length, 0));
        }
        finally
        {
            if (isTargetHeld)
                target.DangerousRelease();
            if (isSourceHeld)
                source.DangerousRelease();
        }
    }
}
