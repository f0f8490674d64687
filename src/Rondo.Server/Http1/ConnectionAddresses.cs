using System.Net;

namespace Rondo.Server.Http1;

/// <summary>The addresses of both ends, as a request sees them: middleware may change it (forwarded headers).</summary>
internal sealed class ConnectionAddresses
{
    internal ConnectionAddresses(Http1Connection connection)
    {
        ConnectionId = connection.Id;
        if (connection.Context.RemoteEndPoint is IPEndPoint remote)
            (RemoteIpAddress, RemotePort) = (remote.Address, remote.Port);
        if (connection.Context.LocalEndPoint is IPEndPoint local)
            (LocalIpAddress, LocalPort) = (local.Address, local.Port);
    }

    internal string ConnectionId { get; set; }

    internal IPAddress? RemoteIpAddress { get; set; }

    internal IPAddress? LocalIpAddress { get; set; }

    internal int RemotePort { get; set; }

    internal int LocalPort { get; set; }
}
