using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>struct iovec.</summary>
// Safety: the kernel reads the addresses during the call alone, for which the caller holds them pinned.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal void* Base;
    internal nuint Length;
}
