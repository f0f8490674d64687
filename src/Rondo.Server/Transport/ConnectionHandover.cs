using System.Net.Sockets;

namespace Rondo.Server.Transport;

/// <summary>An accepted connection on its way to a loop: either that loop takes it, or the acceptor takes it back.</summary>
internal sealed class ConnectionHandover(LoopSlot slot, SafeSocketHandle handle)
{
    private int _taken;

    internal LoopSlot Slot => slot;

    internal SafeSocketHandle Handle => handle;

    internal bool IsTaken => Volatile.Read(ref _taken) != 0;

    /// <summary>True for the one who may have it.</summary>
    internal bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;
}
