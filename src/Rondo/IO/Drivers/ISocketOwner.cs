using System.Net.Sockets;

namespace Rondo.IO.Drivers;

/// <summary>The public object around a <see cref="DriverSocket"/>, which knows what the socket is for.</summary>
internal interface ISocketOwner
{
    /// <summary>The exception that the awaiter sees instead of a bare failure: it names the address.</summary>
    Exception Explain(SocketException failure);
}
