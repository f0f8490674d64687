using System.Net;
using System.Net.Sockets;
using Rondo.IO.Drivers;

namespace Rondo.IO;

/// <summary>Socket failures in words, the same on every driver and platform.</summary>
internal static class SocketErrors
{
    internal static string Describe(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionReset => "the other side reset it (ConnectionReset)",
        SocketError.ConnectionAborted => "it was aborted (ConnectionAborted)",
        SocketError.Shutdown => "it was written to after it had been shut down (Shutdown)",
        SocketError.NotConnected => "it is not connected (NotConnected)",
        SocketError.TimedOut => "the other side does not answer (TimedOut)",
        SocketError.ConnectionRefused => "nothing listens there (ConnectionRefused)",
        SocketError.HostUnreachable => "no route leads to that host (HostUnreachable)",
        SocketError.NetworkUnreachable => "no route leads to that network (NetworkUnreachable)",
        SocketError.AddressAlreadyInUse => "another socket uses that address (AddressAlreadyInUse)",
        SocketError.AddressNotAvailable => "this machine does not have that address (AddressNotAvailable)",
        SocketError.AccessDenied => "the operating system does not allow it (AccessDenied)",
        SocketError.TooManyOpenSockets => "the process or the system has run out of file descriptors (TooManyOpenSockets)",
        SocketError.MessageSize => "the datagram is too long (MessageSize)",
        var code => $"{failure.Message.TrimEnd('.')} ({code})",
    };

    /// <summary>Closes a socket with which a call failed, and throws <see cref="Cannot"/> if the failure is the system's.</summary>
    internal static void Abandon(DriverSocket socket, string what, EndPoint endPoint, Exception exception)
    {
        socket.Dispose();
        if (exception is SocketException failure)
            throw Cannot(what, endPoint, failure);
    }

    /// <summary>A failure to <paramref name="what"/>, with the address and what can be done.</summary>
    internal static SocketException Cannot(string what, EndPoint? endPoint, SocketException failure)
    {
        var isOtherFile = failure.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.ConnectionRefused
            && endPoint is UnixDomainSocketEndPoint unix && SocketFile.IsOtherFile(unix);
        // Where a part of the path is a file the kernel says ENOTDIR, for which there is no SocketError.
        var isMissing = failure.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.SocketError
            && endPoint is UnixDomainSocketEndPoint missing && SocketFile.IsMissing(missing);
        var code = isMissing ? SocketError.AddressNotAvailable : failure.SocketErrorCode;
        var fact = isOtherFile ? $"a file that is no socket is there ({failure.SocketErrorCode})"
            : isMissing ? $"{(what == "listen on" ? "its directory does not exist" : "no file is there")} (AddressNotAvailable)"
            : Describe(failure);
        var remedy = failure.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse when isOtherFile => " Remove it, or choose another path.",
            SocketError.AddressAlreadyInUse
                when endPoint is UnixDomainSocketEndPoint => " Choose another path, or end the process that listens on it.",
            SocketError.AddressAlreadyInUse => " Choose another port, port 0 for any free one, or end the process that holds it.",
            SocketError.AccessDenied when what == "listen on" => " Ports below 1024 need a privilege: choose a higher one.",
            _ => "",
        };
        return new SocketException((int)code, $"Cannot {what} {EndPointText.Of(endPoint)}: {fact}.{remedy}");
    }
}
