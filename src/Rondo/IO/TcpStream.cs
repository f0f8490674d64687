using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>A TCP connection.</summary>
/// <inheritdoc cref="SocketStream" path="/remarks"/>
public sealed partial class TcpStream : SocketStream
{
    internal TcpStream(LoopDriver driver, DriverSocket socket, EndPoint? remote)
        : base(driver, socket, remote)
    {
    }

    /// <summary>
    /// Whether small writes are sent at once rather than gathered (Nagle's algorithm off). True unless the options said otherwise.
    /// </summary>
    public bool NoDelay
    {
        get => Socket.GetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay) != 0;
        set => Socket.SetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, value ? 1 : 0);
    }

    /// <summary>Whether the kernel probes an idle connection; when is up to <see cref="SetKeepAlive"/> or the system.</summary>
    public bool KeepAlive
    {
        get => Socket.GetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive) != 0;
        set => Socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, value ? 1 : 0);
    }

    /// <summary>Sets what becomes of unsent data when the stream is closed.</summary>
    /// <value>
    /// null: the kernel continues sending in the background, the default. Zero: it is thrown away and the other side sees a reset.
    /// More: the kernel reports a failure to send within that time; whole seconds.
    /// </value>
    public TimeSpan? Linger
    {
        set
        {
            if (value is { } time && (time < TimeSpan.Zero || time.TotalSeconds > ushort.MaxValue))
                throw new ArgumentOutOfRangeException(nameof(value), time, "Linger is null or 0 to 65535 s.");
            SetLinger(value is null ? -1 : (int)Math.Ceiling(value.Value.TotalSeconds));
        }
    }

    /// <summary>
    /// Takes over a connected handle: one from <see cref="SocketStream.Detach"/> on another loop, or from the BCL, which must not
    /// use it any more.
    /// </summary>
    /// <param name="handle">Owned by the stream from now on.</param>
    /// <returns>A stream of the current loop.</returns>
    public static TcpStream FromHandle(SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        var driver = LoopDriver.ForCurrent("TcpStream.FromHandle");
        return new TcpStream(driver, driver.Adopt(handle), null);
    }

    /// <summary>Switches keep-alive probes on.</summary>
    /// <param name="idle">Silence before the first probe; whole seconds, at least one.</param>
    /// <param name="interval">Between probes; whole seconds, at least one.</param>
    /// <param name="probes">Unanswered probes after which the connection counts as broken.</param>
    public void SetKeepAlive(TimeSpan idle, TimeSpan interval, int probes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(idle, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(probes, 1);
        Socket.SetOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)idle.TotalSeconds);
        Socket.SetOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)interval.TotalSeconds);
        Socket.SetOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, probes);
        KeepAlive = true;
    }
}
