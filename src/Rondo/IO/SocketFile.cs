using System.Net.Sockets;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;

namespace Rondo.IO;

/// <summary>The file that a bound Unix socket has made, and no other that stands at its path later.</summary>
internal sealed class SocketFile
{
    /// <summary>Absolute: the process may change its directory.</summary>
    private readonly string _path;
    private readonly FileIdentity? _identity;
    private bool _isRemoved;

    private SocketFile(string path)
    {
        _path = path;
        _identity = FileIdentity.Of(path);
    }

    /// <summary>Binds the socket. A socket file without a listener is replaced; anything else at the path is left alone.</summary>
    /// <returns>Its file; null for an abstract name, which has none.</returns>
    /// <exception cref="SocketException">The path is in use or not allowed.</exception>
    internal static SocketFile? Bind(DriverSocket socket, UnixDomainSocketEndPoint endPoint)
    {
        if (IsAbstract(endPoint))
        {
            socket.Bind(endPoint);
            return null;
        }

        var path = Path.GetFullPath(endPoint.ToString());
        try
        {
            socket.Bind(endPoint);
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.AddressAlreadyInUse && TryRemoveStale(path, endPoint))
        {
            socket.Bind(endPoint);
        }

        return new SocketFile(path);
    }

    /// <summary>Removes the file, once. While the socket is still open, so that its number on the disk is nobody else's.</summary>
    internal void Remove()
    {
        if (_isRemoved)
            return;
        _isRemoved = true;
        if (_identity is not null && FileIdentity.Of(_path) == _identity)
            File.Delete(_path);
    }

    /// <summary>A file, a directory or a link stands at the path, and no socket.</summary>
    internal static bool IsOtherFile(UnixDomainSocketEndPoint endPoint) =>
        !IsAbstract(endPoint) && FileIdentity.Of(Path.GetFullPath(endPoint.ToString())) is { IsSocket: false };

    /// <summary>Nothing stands at the path.</summary>
    internal static bool IsMissing(UnixDomainSocketEndPoint endPoint) =>
        !IsAbstract(endPoint) && FileIdentity.Of(Path.GetFullPath(endPoint.ToString())) is null;

    /// <summary>A NUL at the start of the path, which stands behind two bytes of the family.</summary>
    private static bool IsAbstract(UnixDomainSocketEndPoint endPoint) => endPoint.Serialize() is { Size: > 2 } address && address[2] == 0;

    private static bool TryRemoveStale(string path, UnixDomainSocketEndPoint endPoint)
    {
        if (FileIdentity.Of(path) is not { IsSocket: true } found || !IsDeserted(endPoint) || FileIdentity.Of(path) != found)
            return false;
        File.Delete(path);
        return true;
    }

    /// <summary>There is no listener. Asked with a socket that does not block: a listener may be busy.</summary>
    private static bool IsDeserted(UnixDomainSocketEndPoint endPoint)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(endPoint);
            return false;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }
}
