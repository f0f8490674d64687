using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Rondo.IO;
using Rondo.IO.Drivers;
using Rondo.IO.Drivers.Linux;
using Rondo.Server.Loops;

namespace Rondo.Server.Transport;

/// <summary>One bound endpoint. Accepts on the acceptor's loop and hands each connection to the least loaded loop that answers.</summary>
/// <remarks>
/// Not SO_REUSEPORT: its hash gives a blocked loop its share of new connections, which then wait for it. Not an accept per
/// loop on one socket either: the kernel wakes one waiter, which may be the blocked one. A loop of its own for accepting
/// costs one hop per connection, none per request.
/// </remarks>
internal sealed class RondoListener : ILoopListener
{
    /// <summary>A loop that has been in one step for this long gets no new connections while another has not.</summary>
    private static readonly TimeSpan s_unresponsive = TimeSpan.FromMilliseconds(10);

    /// <summary>How long to wait for descriptors to become free.</summary>
    private static readonly TimeSpan s_recovery = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a server that stops waits for descriptors, beyond the window after which its idle clients are released.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_handshake = TimeSpan.FromMilliseconds(20);

    private readonly LoopPool _pool;
    private readonly DriverSocket _socket;
    private readonly SocketFile? _file;
    private readonly RondoServerOptions _options;
    private readonly MemoryPool<byte> _memory;
    private readonly IConnectionServer? _server;
    private readonly ILogger _logger;
    private readonly Channel<ConnectionContext> _accepted =
        Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<ConnectionHandover> _underWay = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EndPoint? _lastLocal;
    private volatile CancelScope? _accepting;
    private volatile bool _isUnbound;

    internal RondoListener(
        LoopPool pool, DriverSocket socket, EndPoint endPoint, SocketFile? file, RondoServerOptions options,
        MemoryPool<byte> memory, IConnectionServer? server, ILogger logger)
    {
        _server = server;
        _pool = pool;
        _socket = socket;
        EndPoint = endPoint;
        _file = file;
        _options = options;
        _memory = memory;
        _logger = logger;
    }

    public EndPoint EndPoint { get; }

    public bool IsUnbound => _isUnbound;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_accepted.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    /// <summary>Ends when nobody waits in the backlog any more.</summary>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _isUnbound = true;
        _accepting?.Cancel("the listener was unbound");
        _server?.Unbound(this);
        // A host that is disposed without having been stopped asks with a cancelled token, and wants no exception for it.
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync().ConfigureAwait(false);
        while (_accepted.Reader.TryRead(out var connection))
            await connection.DisposeAsync().ConfigureAwait(false);
        _server?.Removed(this);
    }

    internal Task StartAsync()
    {
        _server?.ListenerOpened();
        return _pool.Acceptor.InvokeAsync(() => { TaskGroup.Detach($"accept {EndPoint}", AcceptAll); });
    }

    private async Task AcceptAll()
    {
        try
        {
            // Two scopes: unbinding ends the accepting, and leaves the group the time to hand over what was accepted.
            await TaskGroup.RunAsync(async group =>
            {
                await CancelScope.RunAsync(async scope =>
                {
                    _accepting = scope;
                    while (!_isUnbound)
                        await AcceptOne(group);
                });
                await TakeBacklog(group);
            });
        }
        finally
        {
            _file?.Remove();
            _socket.Dispose();
            _accepted.Writer.TryComplete();
            _server?.ListenerClosed();
            _ended.TrySetResult();
        }
    }

    private async Task AcceptOne(TaskGroup group)
    {
        try
        {
            var handle = await _socket.AcceptAsync();
            var isNearlyLast = Descriptors.AreScarceAfter(handle);
            Admit(handle, group);
            if (isNearlyLast)
            {
                ServerLog.DescriptorsAreScarce(_logger, EndPoint.ToString() ?? "");
                do
                    await EventLoop.Sleep(s_recovery);
                while (Descriptors.AreScarce());
            }
        }
        catch (SocketException exception)
        {
            // Out of descriptors, or a client that was gone before we came: the listener outlives both.
            ServerLog.AcceptFailed(_logger, EndPoint.ToString() ?? "", exception.Message);
            if (exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                await EventLoop.Sleep(s_recovery);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !_isUnbound)
        {
            // No memory for one connection is no reason to accept no other.
            ServerLog.AcceptFailed(_logger, EndPoint.ToString() ?? "", exception.Message);
            await EventLoop.Sleep(s_recovery);
        }
    }

    /// <summary>Closing the socket would reset whoever has been let in by the kernel and waits to be accepted.</summary>
    private async Task TakeBacklog(TaskGroup group)
    {
        _socket.StopAdmitting();
        // For a Unix socket what a filter is for TCP: nobody comes any more.
        _file?.Remove();
        for (var isLast = false; ; isLast = true)
        {
            while (AcceptReady(group, out var isNearlyLast))
            {
                if (isNearlyLast && !await DescriptorsBecomeFree())
                    return;
            }

            if (isLast)
                return;
            // For handshakes that were half-way.
            await EventLoop.Sleep(s_handshake);
        }
    }

    /// <returns>False if no task waits.</returns>
    private bool AcceptReady(TaskGroup group, out bool isNearlyLast)
    {
        isNearlyLast = true;
        try
        {
            if (_socket.TryAccept() is not { } handle)
                return false;
            isNearlyLast = Descriptors.AreScarceAfter(handle);
            Admit(handle, group);
        }
        catch (SocketException exception)
        {
            ServerLog.AcceptFailed(_logger, EndPoint.ToString() ?? "", exception.Message);
        }

        return true;
    }

    /// <summary>
    /// Each closed connection makes room for one in the backlog. Connections that are not idle may keep theirs for as long as
    /// they like: false then.
    /// </summary>
    private async Task<bool> DescriptorsBecomeFree()
    {
        for (var beyond = -s_patience; beyond < _options.DrainWindow; beyond += s_recovery)
        {
            await EventLoop.Sleep(s_recovery);
            if (!Descriptors.AreScarce())
                return true;
        }

        ServerLog.BacklogIsGivenUp(_logger, EndPoint.ToString() ?? "");
        return false;
    }

    private void Admit(SafeSocketHandle handle, TaskGroup group)
    {
        _server?.Expect();
        if (Assign(handle) && _underWay.Count == 1)
            group.Start(TakeBackFromBlockedLoops, "take back connections");
    }

    /// <summary>Sends a connection to the best loop; true if it is under way to another thread.</summary>
    private bool Assign(SafeSocketHandle handle)
    {
        var slot = Choose();
        slot.Opened();
        if (slot.Loop.IsCurrent)
        {
            // In a step of its own: here the connection would take on the scope of the accepting.
            slot.Loop.Post(() => Open(slot, handle));
            return false;
        }

        var handover = new ConnectionHandover(slot, handle);
        _underWay.Add(handover);
        slot.Loop.Post(() =>
        {
            if (!handover.TryTake())
                return;
            Open(slot, handle);
            handover.IsDelivered = true;
        });
        return true;
    }

    /// <summary>
    /// A loop may block after it was chosen, and before it took the connection. Runs only while connections are under way,
    /// so that an idle listener costs no wakeups.
    /// </summary>
    private async Task TakeBackFromBlockedLoops()
    {
        while (_underWay.Count > 0)
        {
            await EventLoop.Sleep(s_unresponsive);
            foreach (var handover in _underWay.ToArray())
            {
                if (handover.IsDelivered)
                {
                    _underWay.Remove(handover);
                }
                else if (Choose() != handover.Slot && handover.TryTake())
                {
                    _underWay.Remove(handover);
                    handover.Slot.Closed();
                    Assign(handover.Handle);
                }
            }
        }
    }

    /// <summary>The loop with the fewest connections among those that answer; if none does, the one that was last seen to.</summary>
    private LoopSlot Choose()
    {
        var slots = _pool.Slots;
        var best = slots[0];
        var bestStill = TimeSpan.MaxValue;
        foreach (var slot in slots)
        {
            var still = slot.StandsStill();
            if (still < s_unresponsive)
                still = TimeSpan.Zero;
            if (still < bestStill || (still == bestStill && slot.Connections < best.Connections))
                (best, bestStill) = (slot, still);
        }

        return best;
    }

    /// <summary>On the connection's loop.</summary>
    private void Open(LoopSlot slot, SafeSocketHandle handle)
    {
        try
        {
            var socket = LoopDriver.ForCurrent("Opening a connection").AdoptAccepted(handle, EndPoint.AddressFamily);
            // On Linux the listening socket has passed it on.
            if (EndPoint is IPEndPoint && !OperatingSystem.IsLinux())
                socket.SetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, 1);
            var connection = new RondoConnection(slot, socket, _options, slot.Memory(_memory), Local(socket)) { Listener = this };
            connection.Start();
            if (_server is not null)
                _server.Serve(connection);
            else if (!_accepted.Writer.TryWrite(connection))
                connection.Abort(new ConnectionAbortedException("The server is stopping."));
        }
        catch (Exception exception)
        {
            // The client left between accept and here, or there was no memory for it: nobody else has to suffer for that.
            slot.Closed();
            handle.Dispose();
            _server?.ExpectNoMore();
            ServerLog.AcceptFailed(_logger, EndPoint.ToString() ?? "", exception.Message);
        }
    }

    /// <summary>The address that the client has connected to: mostly the same one, so mostly one object.</summary>
    private EndPoint? Local(DriverSocket socket)
    {
        if (EndPoint is IPEndPoint { Address: var bound } && !bound.Equals(IPAddress.Any) && !bound.Equals(IPAddress.IPv6Any))
            return EndPoint;
        var local = socket.LocalEndPoint;
        var last = _lastLocal;
        return local is not null && local.Equals(last) ? last : _lastLocal = local;
    }
}
