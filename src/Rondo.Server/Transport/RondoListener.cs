using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Rondo.IO.Drivers;
using Rondo.Server.Http1;

namespace Rondo.Server.Transport;

/// <summary>One bound endpoint. Accepts on the acceptor's loop and hands each connection to the least loaded loop that answers.</summary>
/// <remarks>
/// Not SO_REUSEPORT: its hash gives a blocked loop its share of new connections, which then wait for it. Not an accept per
/// loop on one socket either: the kernel wakes one waiter, which may be the blocked one. A loop of its own for accepting
/// costs one hop per connection, none per request.
/// </remarks>
internal sealed class RondoListener : IConnectionListener
{
    /// <summary>A loop that has been in one step for this long gets no new connections while another has not.</summary>
    private static readonly TimeSpan s_unresponsive = TimeSpan.FromMilliseconds(10);

    private readonly LoopPool _pool;
    private readonly DriverSocket _socket;
    private readonly RondoServerOptions _options;
    private readonly MemoryPool<byte> _memory;
    private readonly Http1Server? _http1;
    private readonly ILogger _logger;
    private readonly Channel<ConnectionContext> _accepted = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<ConnectionHandover> _underWay = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancelScope? _scope;
    private EndPoint? _lastLocal;

    internal RondoListener(LoopPool pool, DriverSocket socket, EndPoint endPoint, RondoServerOptions options, MemoryPool<byte> memory, Http1Server? http1, ILogger logger)
    {
        _http1 = http1;
        _pool = pool;
        _socket = socket;
        EndPoint = endPoint;
        _options = options;
        _memory = memory;
        _logger = logger;
    }

    public EndPoint EndPoint { get; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_accepted.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _scope?.Cancel("the listener was unbound");
        // A host that is disposed without having been stopped asks with a cancelled token, and wants no exception for it.
        await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync().ConfigureAwait(false);
        while (_accepted.Reader.TryRead(out var connection))
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    internal Task StartAsync()
    {
        _http1?.ListenerOpened();
        return _pool.Acceptor.InvokeAsync(() => { TaskGroup.Detach($"accept {EndPoint}", AcceptAll); });
    }

    private async Task AcceptAll()
    {
        try
        {
            await TaskGroup.RunAsync(async group =>
            {
                _scope = group.Scope;
                while (true)
                    await AcceptOne(group);
            });
        }
        finally
        {
            _socket.Dispose();
            if (EndPoint is UnixDomainSocketEndPoint unix && unix.ToString() is ['/', ..] path)
                File.Delete(path);
            _accepted.Writer.TryComplete();
            _http1?.ListenerClosed();
            _ended.TrySetResult();
        }
    }

    private async Task AcceptOne(TaskGroup group)
    {
        SafeSocketHandle handle;
        try
        {
            handle = await _socket.AcceptAsync();
        }
        catch (SocketException exception)
        {
            // Out of descriptors, or a client that was gone before we came: the listener outlives both.
            ServerLog.AcceptFailed(_logger, EndPoint.ToString() ?? "", exception.Message);
            if (exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                await EventLoop.Sleep(TimeSpan.FromMilliseconds(100));
            return;
        }

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
            Open(slot, handle);
            return false;
        }

        var handover = new ConnectionHandover(slot, handle);
        _underWay.Add(handover);
        slot.Loop.Post(() =>
        {
            if (handover.TryTake())
                Open(slot, handle);
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
                if (handover.IsTaken)
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
            var socket = LoopDriver.ForCurrent("Opening a connection").Adopt(handle);
            if (EndPoint is IPEndPoint)
                socket.SetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, 1);
            var connection = new RondoConnection(slot, socket, _options, slot.Memory(_memory), Local(socket));
            connection.Start();
            if (_http1 is not null)
                _http1.Serve(connection);
            else if (!_accepted.Writer.TryWrite(connection))
                connection.Abort(new ConnectionAbortedException("The server is stopping."));
        }
        catch (SocketException exception)
        {
            // The client left between accept and here.
            slot.Closed();
            handle.Dispose();
            ServerLog.AcceptFailed(_logger, EndPoint.ToString() ?? "", exception.Message);
        }
    }

    /// <summary>The address that the client has connected to: mostly the same one, so mostly one object.</summary>
    private EndPoint? Local(DriverSocket socket)
    {
        var local = socket.LocalEndPoint;
        var last = _lastLocal;
        return local is not null && local.Equals(last) ? last : _lastLocal = local;
    }
}
