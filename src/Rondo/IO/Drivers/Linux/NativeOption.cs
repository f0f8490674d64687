using System.Net.Sockets;

namespace Rondo.IO.Drivers.Linux;

/// <summary>Socket options that are one integer, as Linux numbers them.</summary>
internal static class NativeOption
{
    internal const int SoLinger = 13;

    /// <summary>The level and name, or an error that names what is not supported.</summary>
    internal static (int Level, int Name) Of(SocketOptionLevel level, SocketOptionName name)
    {
        var native = level switch
        {
            SocketOptionLevel.Socket => (Constants.SolSocket, Socket(name)),
            SocketOptionLevel.Tcp => (6, Tcp(name)),
            SocketOptionLevel.IP => (0, Ip(name)),
            SocketOptionLevel.IPv6 => (41, Ip6(name)),
            _ => (0, -1),
        };
        return native.Item2 >= 0
            ? native
            : throw new SocketException(
                (int)SocketError.ProtocolOption,
                $"The socket option {level}.{name} is not supported here: only options that are one integer are, such as "
                    + $"Tcp.NoDelay or Socket.ReuseAddress.");
    }

    private static int Socket(SocketOptionName name) => name switch
    {
        SocketOptionName.ReuseAddress => 2,
        SocketOptionName.Type => Constants.SoType,
        SocketOptionName.Error => Constants.SoError,
        SocketOptionName.DontRoute => 5,
        SocketOptionName.Broadcast => 6,
        SocketOptionName.SendBuffer => 7,
        SocketOptionName.ReceiveBuffer => 8,
        SocketOptionName.KeepAlive => 9,
        SocketOptionName.Linger => SoLinger,
        SocketOptionName.AcceptConnection => 30,
        DriverSocket.ReusePort => 15,
        _ => -1,
    };

    private static int Tcp(SocketOptionName name) => name switch
    {
        SocketOptionName.NoDelay => 1,
        SocketOptionName.TcpKeepAliveTime => 4,
        SocketOptionName.TcpKeepAliveInterval => 5,
        SocketOptionName.TcpKeepAliveRetryCount => 6,
        SocketOptionName.FastOpen => 23,
        _ => -1,
    };

    private static int Ip(SocketOptionName name) => name switch
    {
        SocketOptionName.TypeOfService => 1,
        SocketOptionName.IpTimeToLive => 2,
        SocketOptionName.MulticastTimeToLive => 33,
        SocketOptionName.MulticastLoopback => 34,
        _ => -1,
    };

    private static int Ip6(SocketOptionName name) => name switch
    {
        SocketOptionName.HopLimit => 16,
        SocketOptionName.MulticastInterface => 17,
        SocketOptionName.MulticastTimeToLive => 18,
        SocketOptionName.MulticastLoopback => 19,
        SocketOptionName.IPv6Only => 26,
        _ => -1,
    };
}
