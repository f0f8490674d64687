using System.Net;
using System.Net.Sockets;

namespace Rondo.IO.Drivers.Portable;

/// <summary>
/// A path that the BCL does not recognize. It deletes whatever stands at a path of its own kind when the socket is closed.
/// </summary>
internal sealed class KeptUnixEndPoint(UnixDomainSocketEndPoint inner) : EndPoint
{
    public override AddressFamily AddressFamily => AddressFamily.Unix;

    public override EndPoint Create(SocketAddress socketAddress) => inner.Create(socketAddress);

    public override SocketAddress Serialize() => inner.Serialize();

    public override string ToString() => inner.ToString();
}
