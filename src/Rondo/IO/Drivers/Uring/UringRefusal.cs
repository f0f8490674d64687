using Rondo.IO.Drivers.Linux;

namespace Rondo.IO.Drivers.Uring;

/// <summary>Why a machine has no io_uring for us, in words.</summary>
internal static class UringRefusal
{
    internal static string Describe(string what, int errno) => $"{what} failed with {Errno.Name(errno)}: {Cause(errno)}";

    private static string Cause(int errno) => errno switch
    {
        Errno.EPERM or Errno.EACCES => "forbidden by seccomp or kernel.io_uring_disabled",
        Errno.ENOSYS => "the kernel or the sandbox has no io_uring",
        Errno.EINVAL => "the kernel is older than 6.1",
        Errno.ENOMEM => "not enough locked memory (ulimit -l)",
        Errno.EMFILE or Errno.ENFILE => "too many open files",
        _ => "unexpected here",
    };
}
