using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>A connection through a Unix domain socket.</summary>
/// <inheritdoc cref="SocketStream" path="/remarks"/>
public sealed class UnixStream : SocketStream
{
    internal UnixStream(LoopDriver driver, DriverSocket socket, EndPoint? remote)
        : base(driver, socket, remote)
    {
    }

    /// <summary>Connects to a listener on this machine.</summary>
    /// <param name="path">A path; or, on Linux, an abstract name: a NUL character and any text.</param>
    /// <exception cref="SocketException">Nothing listens there, or it is not allowed; the message names the path.</exception>
    public static async Task<UnixStream> ConnectAsync(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var driver = LoopDriver.ForCurrent("UnixStream.ConnectAsync");
        var endPoint = new UnixDomainSocketEndPoint(path);
        var socket = driver.OpenSocket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(endPoint);
            return new UnixStream(driver, socket, endPoint);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception is SocketException failure)
                throw SocketErrors.Cannot("connect to", endPoint, failure);
            throw;
        }
    }

    /// <summary>Takes over a connected handle: one from <see cref="SocketStream.Detach"/> on another loop, or from the BCL, which must not use it any more.</summary>
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
