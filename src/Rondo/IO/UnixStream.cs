using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>A connection through a Unix domain socket.</summary>
/// <inheritdoc cref="SocketStream" path="/remarks"/>
public sealed class UnixStream : SocketStream
{
    /// <summary>Milliseconds between attempts to connect while the backlog is full.</summary>
    private const int LongestPause = 64;

    internal UnixStream(LoopDriver driver, DriverSocket socket, EndPoint? remote)
        : base(driver, socket, remote)
    {
    }

    /// <summary>Connects to a listener on this machine.</summary>
    /// <param name="path">A path; or, on Linux, an abstract name: a NUL character and any text.</param>
    /// <exception cref="SocketException">Nothing listens there, or it is not allowed; the message names the path.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, too long, or contains a NUL character behind its
    /// first.</exception>
    public static async Task<UnixStream> ConnectAsync(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path[0] != '\0') // an abstract name
            NulCharacter.Refuse(path, nameof(path));
        var endPoint = new UnixDomainSocketEndPoint(path);
        for (var pause = 1; ; pause = Math.Min(2 * pause, LongestPause))
        {
            try
            {
                return await ConnectAsync(endPoint);
            }
            catch (SocketException failure) when (failure.SocketErrorCode == SocketError.WouldBlock)
            {
                // The backlog is full. Only a blocking call could wait for a place in it: readiness does not tell.
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(pause));
            }
        }
    }

    private static async Task<UnixStream> ConnectAsync(UnixDomainSocketEndPoint endPoint)
    {
        var driver = LoopDriver.ForCurrent("UnixStream.ConnectAsync");
        var socket = driver.OpenSocket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint);
            return new UnixStream(driver, socket, endPoint);
        }
        catch (Exception exception)
        {
            SocketErrors.Abandon(socket, "connect to", endPoint, exception);
            throw;
        }
    }

    /// <summary>
    /// Takes over a connected handle: one from <see cref="SocketStream.Detach"/> on another loop, or from the BCL, which must not
    /// use it any more.
    /// </summary>
    /// <param name="handle">Owned by the stream from now on.</param>
    /// <returns>A stream of the current loop.</returns>
    public static UnixStream FromHandle(SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        var driver = LoopDriver.ForCurrent("UnixStream.FromHandle");
        return new UnixStream(driver, driver.Adopt(handle), null);
    }

    /// <summary>Unix sockets know no reset: closing is all there is.</summary>
    private protected override void SetLinger(int seconds)
    {
    }
}
