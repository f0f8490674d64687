using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>struct iovec.</summary>
// Safety: a declaration; the memory that it points to belongs to the caller, for as long as the call or the request lasts.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal void* Base;
    internal nuint Length;
}
