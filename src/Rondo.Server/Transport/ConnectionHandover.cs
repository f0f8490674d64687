using System.Net.Sockets;
using Rondo.Server.Loops;

namespace Rondo.Server.Transport;

/// <summary>An accepted connection on its way to a loop: either that loop takes it, or the acceptor takes it back.</summary>
internal sealed class ConnectionHandover(LoopSlot slot, SafeSocketHandle handle)
{
    private int _taken;

    internal LoopSlot Slot => slot;

    internal SafeSocketHandle Handle => handle;

    /// <summary>The loop has it, and has said so to whoever serves it.</summary>
    internal volatile bool IsDelivered;

    /// <summary>True for the one who may have it.</summary>
    internal bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;
}
