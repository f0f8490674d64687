using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>struct msghdr.</summary>
// Safety: a declaration; the memory that it points to belongs to the caller, for as long as the call or the request lasts.
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
