using System.Buffers;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Rondo.IO.Drivers;
using Rondo.Server.Http1;
using Rondo.Server.Transport;

namespace Rondo.Server.InProcess;

/// <summary>An endpoint without a network: connections are handed in by the test.</summary>
internal sealed class InProcessListener(EndPoint endPoint, LoopPool pool, RondoServerOptions options, MemoryPool<byte> memory, Http1Server? http1) : ILoopListener
{
    private readonly Channel<ConnectionContext> _accepted = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

    private volatile bool _isUnbound;

    public EndPoint EndPoint => endPoint;

    public bool IsUnbound => _isUnbound;

    /// <summary>Hands a connection in; on the loop. False when the server accepts no more.</summary>
    internal bool TryOpen(DriverSocket socket, IUnhandledErrors errors)
    {
        var slot = pool.Slots[0];
        var connection = new RondoConnection(slot, socket, options, slot.Memory(memory)) { Listener = this };
        connection.Features.Set(errors);
        if (http1 is not null ? _isUnbound : !_accepted.Writer.TryWrite(connection))
            return false;
        slot.Opened();
        connection.Start();
        if (http1 is not null)
        {
            http1.Expect();
            // In a step of its own: here the connection would take on the scope of the one who opens it.
            slot.Loop.Post(() => http1.Serve(connection));
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
        http1?.Unbound(this);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        _accepted.Writer.TryComplete();
        while (_accepted.Reader.TryRead(out var connection))
            await connection.DisposeAsync().ConfigureAwait(false);
        http1?.Removed(this);
    }
}
