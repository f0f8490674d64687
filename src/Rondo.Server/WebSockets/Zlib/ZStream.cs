using System.Runtime.InteropServices;

namespace Rondo.Server.WebSockets.Zlib;

/// <summary>The state that the runtime's zlib takes and returns; <c>PAL_ZStream</c> of its <c>pal_zlib.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ZStream
{
    internal nint NextIn;
    internal nint NextOut;
    internal nint Message;
    internal nint State;
    internal uint AvailableIn;
    internal uint AvailableOut;
}
