using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>struct msghdr.</summary>
// Safety: the kernel reads the addresses during the call alone, for which the caller holds them pinned.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal void* Name;
    internal uint NameLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal void* Control;
    internal nuint ControlLength;
    internal int Flags;
}
