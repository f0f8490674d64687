using System.Buffers;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Rondo.IO.Drivers;
using Rondo.Server.Loops;
using Rondo.Server.Transport;

namespace Rondo.Server.InProcess;

/// <summary>An endpoint without a network: connections are handed in by the test.</summary>
internal sealed class InProcessListener : ILoopListener
{
    private readonly LoopPool _pool;
    private readonly RondoServerOptions _options;
    private readonly MemoryPool<byte> _memory;
    private readonly IConnectionServer? _server;
    private readonly Channel<ConnectionContext> _accepted =
        Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

    private volatile bool _isUnbound;

    /// <summary>Registers itself with the switch, where a test finds it.</summary>
    /// <exception cref="AddressInUseException">Another one has the address.</exception>
    internal InProcessListener(
        InProcessServer inProcess, EndPoint endPoint, LoopPool pool, RondoServerOptions options, MemoryPool<byte> memory,
        IConnectionServer? server)
    {
        (_pool, _options, _memory, _server) = (pool, options, memory, server);
        EndPoint = inProcess.Register(this, endPoint);
    }

    public EndPoint EndPoint { get; }

    public bool IsUnbound => _isUnbound;

    /// <summary>Hands a connection in; on the loop. False when the server accepts no more.</summary>
    internal bool TryOpen(DriverSocket socket, IUnhandledErrors errors)
    {
        var slot = _pool.Slots[0];
        var connection = new RondoConnection(slot, socket, _options, slot.Memory(_memory)) { Listener = this };
        connection.Features.Set(errors);
        if (_server is not null ? _isUnbound : !_accepted.Writer.TryWrite(connection))
            return false;
        slot.Opened();
        connection.Start();
        if (_server is not null)
        {
            _server.Expect();
            // In a step of its own: here the connection would take on the scope of the one who opens it.
            slot.Loop.Post(() => _server.Serve(connection));
        }

        return true;
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_accepted.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _isUnbound = true;
        _accepted.Writer.TryComplete();
        _server?.Unbound(this);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        _accepted.Writer.TryComplete();
        while (_accepted.Reader.TryRead(out var connection))
            await connection.DisposeAsync().ConfigureAwait(false);
        _server?.Removed(this);
    }
}
