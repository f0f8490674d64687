using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Rondo.IO.Drivers.Linux;

/// <summary>Linux error numbers, what the BCL calls them, and exceptions from them.</summary>
internal static class Errno
{
    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int EBADF = 9;
    internal const int EAGAIN = 11;
    internal const int ENOMEM = 12;
    internal const int EACCES = 13;
    internal const int EBUSY = 16;
    internal const int EINVAL = 22;
    internal const int ENFILE = 23;
    internal const int EMFILE = 24;
    internal const int EPIPE = 32;
    internal const int ENOSYS = 38;
    internal const int ETIME = 62;
    internal const int EPROTO = 71;
    internal const int EBADR = 53;
    internal const int ECONNABORTED = 103;
    internal const int ECONNRESET = 104;
    internal const int ENOBUFS = 105;
    internal const int EISCONN = 106;
    internal const int EALREADY = 114;
    internal const int EINPROGRESS = 115;
    internal const int ECANCELED = 125;

    /// <summary>The exception of a failed socket call.</summary>
    /// <param name="errno">Positive.</param>
    /// <param name="what">The call, such as <c>connect</c>.</param>
    internal static SocketException Socket(int errno, string what) =>
        new((int)ToSocketError(errno), $"{what} failed: {Marshal.GetPInvokeErrorMessage(errno)} ({Name(errno)}).");

    /// <summary>The exception of a failed file call.</summary>
    internal static IOException File(int errno, string what) =>
        new($"{what} failed: {Marshal.GetPInvokeErrorMessage(errno)} ({Name(errno)}).", errno);

    /// <summary>The symbol of an error number, or <c>errno N</c>.</summary>
    internal static string Name(int errno) => errno switch
    {
        EPERM => "EPERM",
        ENOENT => "ENOENT",
        EINTR => "EINTR",
        EIO => "EIO",
        EBADF => "EBADF",
        EAGAIN => "EAGAIN",
        ENOMEM => "ENOMEM",
        EACCES => "EACCES",
        EBUSY => "EBUSY",
        EINVAL => "EINVAL",
        ENFILE => "ENFILE",
        EMFILE => "EMFILE",
        EPIPE => "EPIPE",
        ENOSYS => "ENOSYS",
        98 => "EADDRINUSE",
        99 => "EADDRNOTAVAIL",
        101 => "ENETUNREACH",
        ECONNABORTED => "ECONNABORTED",
        ECONNRESET => "ECONNRESET",
        ENOBUFS => "ENOBUFS",
        EISCONN => "EISCONN",
        107 => "ENOTCONN",
        110 => "ETIMEDOUT",
        111 => "ECONNREFUSED",
        113 => "EHOSTUNREACH",
        ECANCELED => "ECANCELED",
        _ => $"errno {errno}",
    };

    /// <summary>
    /// The same pairs as the BCL's own table, so that a filter on <see cref="SocketException.SocketErrorCode"/> works on every driver.
    /// </summary>
    internal static SocketError ToSocketError(int errno) => errno switch
    {
        0 => SocketError.Success,
        EPERM or EACCES => SocketError.AccessDenied,
        ENOENT => SocketError.AddressNotAvailable,
        EINTR => SocketError.Interrupted,
        6 => SocketError.HostNotFound, // ENXIO
        EBADF => SocketError.OperationAborted,
        EAGAIN => SocketError.WouldBlock,
        14 => SocketError.Fault, // EFAULT
        EINVAL => SocketError.InvalidArgument,
        ENFILE or EMFILE => SocketError.TooManyOpenSockets,
        EPIPE => SocketError.Shutdown,
        88 => SocketError.NotSocket, // ENOTSOCK
        89 => SocketError.DestinationAddressRequired, // EDESTADDRREQ
        90 => SocketError.MessageSize, // EMSGSIZE
        91 => SocketError.ProtocolType, // EPROTOTYPE
        92 => SocketError.ProtocolOption, // ENOPROTOOPT
        93 => SocketError.ProtocolNotSupported, // EPROTONOSUPPORT
        94 => SocketError.SocketNotSupported, // ESOCKTNOSUPPORT
        95 => SocketError.OperationNotSupported, // EOPNOTSUPP
        96 => SocketError.ProtocolFamilyNotSupported, // EPFNOSUPPORT
        97 => SocketError.AddressFamilyNotSupported, // EAFNOSUPPORT
        98 => SocketError.AddressAlreadyInUse, // EADDRINUSE
        99 => SocketError.AddressNotAvailable, // EADDRNOTAVAIL
        100 => SocketError.NetworkDown, // ENETDOWN
        101 => SocketError.NetworkUnreachable, // ENETUNREACH
        102 => SocketError.NetworkReset, // ENETRESET
        ECONNABORTED => SocketError.ConnectionAborted,
        ECONNRESET => SocketError.ConnectionReset,
        ENOBUFS or ENOMEM => SocketError.NoBufferSpaceAvailable,
        EISCONN => SocketError.IsConnected,
        107 => SocketError.NotConnected, // ENOTCONN
        108 => SocketError.Disconnecting, // ESHUTDOWN
        110 => SocketError.TimedOut, // ETIMEDOUT
        111 => SocketError.ConnectionRefused, // ECONNREFUSED
        112 => SocketError.HostDown, // EHOSTDOWN
        113 => SocketError.HostUnreachable, // EHOSTUNREACH
        EALREADY => SocketError.AlreadyInProgress,
        EINPROGRESS => SocketError.InProgress,
        ECANCELED => SocketError.OperationAborted,
        _ => SocketError.SocketError,
    };
}
