using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Rondo.Core;

namespace Rondo.IO.Drivers.Linux;

/// <summary>The part that the sockets of both Linux drivers share: the descriptor, and every call that never waits.</summary>
/// <remarks>
/// The BCL's handle is kept so that a socket that nobody disposes is closed by its finalizer. It is not used for closing:
/// <c>SafeSocketHandle.Dispose</c> without a <c>Socket</c> closes abortively, with a reset.
/// </remarks>
internal abstract class LinuxSocket : DriverSocket
{
    private readonly SafeSocketHandle _handle;
    private AddressFamily _family;
    private int _fd;

    private protected LinuxSocket(Scheduler scheduler, SafeSocketHandle handle, AddressFamily family, bool isStream)
    {
        Scheduler = scheduler;
        _handle = handle;
        _family = family;
        _fd = (int)handle.DangerousGetHandle();
        IsStream = isStream;
        ReceiveError = CarriedErrors.Take(handle);
    }

    /// <summary>The descriptor; -1 once it is closed or given up.</summary>
    internal int Fd
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _fd;
    }

    /// <summary>An error that was met without a receive, for the next one; 0 for none. The kernel does not tell it again.</summary>
    private protected int ReceiveError { get; set; }

    internal override bool HasSocket => true;

    /// <remarks>
    /// With a descriptor of its own: whatever becomes of the object, this one's number is never somebody else's. The connection
    /// ends with the last of the two.
    /// </remarks>
    internal override Socket ToSocket()
    {
        var fd = Libc.Check(Libc.Fcntl(OpenFd(), Constants.DuplicateCloseOnExec, 0));
        return fd < 0 ? throw Errno.Socket(-fd, "fcntl") : new Socket(new SafeSocketHandle(fd, ownsHandle: true));
    }

    internal Scheduler Scheduler { get; }

    internal bool IsStream { get; }

    internal override AddressFamily AddressFamily =>
        _family != AddressFamily.Unspecified ? _family : _family = NativeAddress.Family(GetInt(Constants.SolSocket, Constants.SoDomain));

    internal override unsafe EndPoint? LocalEndPoint
    {
        get
        {
            // Safety: both pointers are to this frame, and the length says how much of it the kernel may write.
            var address = stackalloc byte[NativeAddress.MaxLength];
            var length = NativeAddress.MaxLength;
            return Libc.GetSockName(OpenFd(), address, &length) < 0 ? null : NativeAddress.Read(new ReadOnlySpan<byte>(address, length));
        }
    }

    internal override unsafe EndPoint? RemoteEndPoint
    {
        get
        {
            // Safety: as for LocalEndPoint.
            var address = stackalloc byte[NativeAddress.MaxLength];
            var length = NativeAddress.MaxLength;
            return Libc.GetPeerName(OpenFd(), address, &length) < 0 ? null : NativeAddress.Read(new ReadOnlySpan<byte>(address, length));
        }
    }

    /// <summary>Creates a blocking descriptor with the BCL's defaults: closed on exec, IPv6 without IPv4.</summary>
    internal static SafeSocketHandle Create(AddressFamily family, SocketType type, ProtocolType protocol)
    {
        var native = type switch
        {
            SocketType.Stream => Constants.SockStream,
            SocketType.Dgram => Constants.SockDgram,
            _ => throw new ArgumentException($"Socket type {type} is not supported: use Stream or Dgram.", nameof(type)),
        };
        var number = family == AddressFamily.Unix || protocol == ProtocolType.Unspecified ? 0 : (int)protocol;
        var fd = Libc.Check(Libc.Socket(NativeAddress.Family(family), native | Constants.SockCloseOnExec, number));
        if (fd < 0)
            throw Errno.Socket(-fd, "socket");
        if (family == AddressFamily.InterNetworkV6)
            SetInt(fd, 41, 26, 1);
        return new SafeSocketHandle(fd, ownsHandle: true);
    }

    internal static unsafe bool IsStreamSocket(SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ObjectDisposedException.ThrowIf(handle.IsClosed || handle.IsInvalid, handle);
        int type, length = sizeof(int);
        // Safety: two locals, and the length is theirs.
        var result = Libc.Check(Libc.GetSockOpt((int)handle.DangerousGetHandle(), Constants.SolSocket, Constants.SoType, &type, &length));
        return result < 0 ? throw Errno.Socket(-result, "getsockopt(SO_TYPE)") : type == Constants.SockStream;
    }

    internal override unsafe void SetOption(SocketOptionLevel level, SocketOptionName name, int value)
    {
        var (nativeLevel, nativeName) = NativeOption.Of(level, name);
        if (nativeLevel == Constants.SolSocket && nativeName == NativeOption.SoLinger)
        {
            // struct linger: on or off, seconds. Safety: a local of the size that is passed.
            var linger = stackalloc int[] { value < 0 ? 0 : 1, Math.Max(value, 0) };
            ThrowIfFailed(Libc.Check(Libc.SetSockOpt(OpenFd(), nativeLevel, nativeName, linger, 2 * sizeof(int))), "setsockopt(SO_LINGER)");
            return;
        }

        ThrowIfFailed(Libc.Check(SetInt(OpenFd(), nativeLevel, nativeName, value)), $"setsockopt({level}.{name}, {value})");
    }

    internal override int GetOption(SocketOptionLevel level, SocketOptionName name)
    {
        var (nativeLevel, nativeName) = NativeOption.Of(level, name);
        var value = GetInt(nativeLevel, nativeName);
        return name == SocketOptionName.Error && level == SocketOptionLevel.Socket ? (int)Errno.ToSocketError(value) : value;
    }

    internal override unsafe void Bind(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        // Safety: a buffer of this frame, as long as any address.
        var address = stackalloc byte[NativeAddress.MaxLength];
        var length = NativeAddress.Write(endPoint, AddressFamily, new Span<byte>(address, NativeAddress.MaxLength));
        ThrowIfFailed(Libc.Check(Libc.Bind(OpenFd(), address, length)), $"bind to {endPoint}");
    }

    internal override SafeSocketHandle? TryAccept()
    {
        SetNonBlocking(OpenFd(), true);
        int result;
        do
        {
            result = LinuxCalls.Real.Accept(OpenFd(), Constants.SockCloseOnExec);
        }
        while (result is -Errno.EINTR or -Errno.ECONNABORTED or -Errno.EPROTO);
        if (result is -Errno.EMFILE or -Errno.ENFILE)
            throw Errno.Socket(-result, "accept");
        return result < 0 ? null : new SafeSocketHandle(result, ownsHandle: true);
    }

    internal override void StopAdmitting()
    {
        if (AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
            _ = SynFilter.Attach(OpenFd()); // where it is forbidden a few clients may be reset, as with any other server
    }

    internal override void Listen(int backlog) => ThrowIfFailed(Libc.Check(Libc.Listen(OpenFd(), backlog)), "listen");

    internal override void Shutdown(SocketShutdown how)
    {
        var result = Libc.Check(Libc.Shutdown(OpenFd(), (int)how));
        if (result < 0)
            throw Errno.Socket(-result, "shutdown");
    }

    /// <remarks>
    /// After the loop has ended any thread may come here: a finally block that outlived its loop. While the loop drains, that thread waits:
    /// a request may still be on its way to the kernel, which would meet a stranger's descriptor of the same number.
    /// </remarks>
    public sealed override void Dispose()
    {
        if (Fd < 0)
            return;
        if (Scheduler.Current != Scheduler)
        {
            if (!Scheduler.IsClosed)
                SocketMisuse.ThrowForeign("Dispose", Scheduler);
            SpinWait.SpinUntil(() => Scheduler.IsDrained);
        }

        var fd = TakeFd();
        if (fd < 0)
            return;
        // Then nothing is in flight, and the driver's buffers are gone.
        if (Scheduler.IsDrained)
            Close(fd);
        else
            CloseOnLoop(fd);
    }

    /// <summary>Ends what is in flight, and closes what <see cref="TakeFd"/> returned, now or when the kernel is done with it.</summary>
    private protected abstract void CloseOnLoop(int fd);

    /// <summary>Checks that the caller may start an operation, and returns the context that it waits in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected CancelContext Enter(string what)
    {
        if (Scheduler.Current != Scheduler)
            SocketMisuse.ThrowForeign(what, Scheduler);
        if (_fd < 0)
            SocketMisuse.ThrowClosed();
        return CancelContext.For(Scheduler);
    }

    private protected int GetInt(int level, int name) =>
        TryGetInt(level, name, out var value) is var result && result < 0 ? throw Errno.Socket(-result, "getsockopt") : value;

    private protected unsafe int TryGetInt(int level, int name, out int value)
    {
        int local = 0, length = sizeof(int);
        // Safety: two locals, and the length is theirs.
        var result = Libc.Check(Libc.GetSockOpt(OpenFd(), level, name, &local, &length));
        value = local;
        return result;
    }

    /// <summary>Sets or clears O_NONBLOCK; costs a second call only where it has to change.</summary>
    internal static void SetNonBlocking(int fd, bool value)
    {
        var flags = Libc.Check(Libc.Fcntl(fd, Constants.GetFlags, 0));
        if (flags < 0)
            throw Errno.Socket(-flags, "fcntl");
        var wanted = value ? flags | Constants.NonBlock : flags & ~Constants.NonBlock;
        if (wanted != flags)
            ThrowIfFailed(Libc.Check(Libc.Fcntl(fd, Constants.SetFlags, wanted)), "fcntl");
    }

    /// <summary>Takes the descriptor out of the socket, whose operations fail from now on. -1 if that was done before.</summary>
    private protected int TakeFd() => Interlocked.Exchange(ref _fd, -1);

    /// <summary>
    /// The handle of a descriptor that <see cref="TakeFd"/> returned, for its next owner, who meets an error that is left.
    /// </summary>
    private protected SafeSocketHandle ReleaseHandle()
    {
        if (ReceiveError != 0)
            CarriedErrors.Add(_handle, ReceiveError);
        return _handle;
    }

    /// <summary>Takes the error that was met without a receive; 0 for none.</summary>
    private protected int TakeReceiveError()
    {
        var error = ReceiveError;
        ReceiveError = 0;
        return error;
    }

    /// <summary>Closes what <see cref="TakeFd"/> returned. Not retried on EINTR: Linux has closed it by then.</summary>
    private protected void Close(int fd)
    {
        Debug.Assert(fd >= 0);
        _handle.SetHandleAsInvalid();
        _ = Libc.Close(fd);
    }

    /// <param name="result">Of <see cref="Libc.Check"/>: errno has to be fetched before <paramref name="what"/> is put together,
    /// which may make calls of its own.</param>
    /// <param name="what">The call.</param>
    private protected static void ThrowIfFailed(int result, string what)
    {
        if (result < 0)
            throw Errno.Socket(-result, what);
    }

    private static unsafe int SetInt(int fd, int level, int name, int value) =>
        Libc.SetSockOpt(fd, level, name, &value, sizeof(int)); // Safety: a local of the size that is passed.

    private int OpenFd()
    {
        var fd = _fd;
        if (fd < 0)
            SocketMisuse.ThrowClosed();
        return fd;
    }
}
