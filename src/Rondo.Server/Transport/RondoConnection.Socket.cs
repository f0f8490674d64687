using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Rondo.Server.Transport;

/// <summary>The connection as a <see cref="Socket"/>, for who sets its options. Made when first asked for.</summary>
internal sealed partial class RondoConnection
{
    private Socket? _view;

    /// <remarks>Not for receiving and sending, which are the server's, as with Kestrel. Disposed when the connection ends.</remarks>
    Socket IConnectionSocketFeature.Socket
    {
        get
        {
            // With the lock no descriptor is duplicated that the loop closes at that moment.
            lock (_socket)
            {
                if (_isSocketClosed)
                    return _view
                        ?? throw new ObjectDisposedException(
                            nameof(Socket), $"The connection {ConnectionId} has ended, and its socket with it.");
                return _view ??= _socket.ToSocket();
            }
        }
    }
}
