using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Uring;

/// <summary>struct io_uring_cqe: one completion.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Cqe
{
    /// <summary>A buffer of the group was used; its number is in the upper half of the flags.</summary>
    internal const uint HasBuffer = 1;

    /// <summary>A multishot request lives on.</summary>
    internal const uint More = 2;

    internal ulong UserData;

    /// <summary>The value that the system call would return: negative is -errno.</summary>
    internal int Result;

    internal uint Flags;
}
