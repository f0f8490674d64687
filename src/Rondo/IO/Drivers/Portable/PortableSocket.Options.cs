using System.Net.Sockets;

namespace Rondo.IO.Drivers.Portable;

/// <summary>
/// Options, with the meaning they have elsewhere: on Unix the BCL's ReuseAddress also sets SO_REUSEPORT, which shares the port.
/// </summary>
internal sealed partial class PortableSocket
{
    internal override void SetOption(SocketOptionLevel level, SocketOptionName name, int value)
    {
        var bcl = Open("SetOption");
        switch (level, name)
        {
            case (SocketOptionLevel.Socket, SocketOptionName.Linger):
                bcl.LingerState = new LingerOption(value >= 0, Math.Max(value, 0));
                break;
            case (SocketOptionLevel.Socket, SocketOptionName.ReuseAddress) when OperatingSystem.IsWindows():
                break; // a port in TIME_WAIT is free there, and the option means theft
            case (SocketOptionLevel.Socket, SocketOptionName.ReuseAddress):
                SetRaw(bcl, OperatingSystem.IsLinux() ? 2 : 4, value);
                break;
            case (SocketOptionLevel.Socket, ReusePort) when OperatingSystem.IsWindows():
                throw new PlatformNotSupportedException(
                    "SO_REUSEPORT does not exist on Windows: share one listener between loops instead, handing over what it accepts.");
            case (SocketOptionLevel.Socket, ReusePort):
                SetRaw(bcl, OperatingSystem.IsLinux() ? 15 : 0x200, value);
                break;
            default:
                bcl.SetSocketOption(level, name, value);
                break;
        }
    }

    internal override int GetOption(SocketOptionLevel level, SocketOptionName name)
    {
        var bcl = Open("GetOption");
        if (level == SocketOptionLevel.Socket && name == SocketOptionName.Linger)
            return bcl.LingerState is { Enabled: true } linger ? linger.LingerTime : -1;
        return (int)bcl.GetSocketOption(level, name)!;
    }

    private static void SetRaw(Socket socket, int name, int value) =>
        socket.SetRawSocketOption(OperatingSystem.IsLinux() ? 1 : 0xFFFF, name, BitConverter.GetBytes(value));
}
