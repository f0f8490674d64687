using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Rondo.Server.Transport;

/// <summary>
/// An IPv4 end point in eight bytes instead of the two objects that <see cref="IPEndPoint"/> takes; most connections are never
/// asked for theirs.
/// </summary>
internal readonly struct CompactAddress
{
    private readonly uint _address;
    private readonly ushort _port;
    private readonly bool _isKnown;

    private CompactAddress(uint address, int port) => (_address, _port, _isKnown) = (address, (ushort)port, true);

    /// <returns>False for everything but an IPv4 end point.</returns>
    internal static bool TryPack(EndPoint? endPoint, out CompactAddress packed)
    {
        packed = default;
        if (endPoint is not IPEndPoint { AddressFamily: AddressFamily.InterNetwork } ip)
            return false;
        uint address = 0;
        ip.Address.TryWriteBytes(MemoryMarshal.AsBytes(new Span<uint>(ref address)), out _);
        packed = new CompactAddress(address, ip.Port);
        return true;
    }

    /// <returns>Null if nothing was packed.</returns>
    internal IPEndPoint? Unpack() => _isKnown ? new IPEndPoint(_address, _port) : null;
}
