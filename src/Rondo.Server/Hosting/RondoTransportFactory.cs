using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Rondo.IO;
using Rondo.IO.Drivers;
using Rondo.Server.Http1;
using Rondo.Server.InProcess;
using Rondo.Server.Loops;
using Rondo.Server.Transport;

namespace Rondo.Server.Hosting;

/// <summary>Kestrel's door to the loops: binds endpoints to listeners that accept on a loop.</summary>
internal sealed class RondoTransportFactory(
    LoopPool pool,
    InProcessServer inProcess,
    Http1Binding binding,
    IOptions<RondoServerOptions> options,
    IMemoryPoolFactory<byte> memory,
    ILoggerFactory loggers)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ILogger _logger = GuardedLogger.Create(loggers);

    /// <summary>TCP and Unix sockets; what else Kestrel knows (inherited handles, named pipes) stays with its own transports.</summary>
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var server = binding.TakeServer();
        if (inProcess.IsEnabled)
            return new InProcessListener(inProcess, endpoint, pool, options.Value, memory.Create(), server);
        var (socket, address, file) = await pool.Acceptor.InvokeAsync(() => Bind(endpoint, options.Value.Backlog)).ConfigureAwait(false);
        var listener = new RondoListener(pool, socket, address, file, options.Value, memory.Create(), server, _logger);
        await listener.StartAsync().ConfigureAwait(false);
        return listener;
    }

    private static (DriverSocket, EndPoint, SocketFile?) Bind(EndPoint endpoint, int backlog)
    {
        var driver = LoopDriver.ForCurrent("Binding an endpoint");
        var socket = driver.OpenSocket(
            endpoint.AddressFamily, SocketType.Stream, endpoint is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (endpoint is IPEndPoint ip)
            {
                socket.SetOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, 1);
                socket.SetOption(SocketOptionLevel.Tcp, SocketOptionName.NoDelay, 1);
                // As Kestrel does: any-address means IPv4 too.
                if (ip.Address.Equals(IPAddress.IPv6Any))
                    socket.SetOption(SocketOptionLevel.IPv6, SocketOptionName.IPv6Only, 0);
            }

            SocketFile? file = null;
            if (endpoint is UnixDomainSocketEndPoint unix)
                file = SocketFile.Bind(socket, unix);
            else
                socket.Bind(endpoint);
            socket.Listen(backlog);
            return (socket, socket.LocalEndPoint ?? endpoint, file);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(SocketErrors.Cannot("listen on", endpoint, exception).Message, exception);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            // The type stays the one that Kestrel looks at when it tries the other address family of localhost.
            exception.Data["EndPoint"] = endpoint.ToString();
            throw;
        }
    }
}
