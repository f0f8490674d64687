using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Rondo.Server.InProcess;

/// <summary>
/// The switch between serving a network and serving a test: on, endpoints are bound to nothing, the test's own loop is the
/// server's only loop, and connections are handed in.
/// </summary>
/// <remarks>A service of its own, because a test gets the app built: it can be reached after Build and before StartAsync.</remarks>
internal sealed class InProcessServer
{
    private readonly List<InProcessListener> _listeners = [];
    private int _lastPort = 49151;

    /// <summary>The loop that runs the test and serves the app; null when the app serves a network.</summary>
    internal EventLoop? Loop { get; private set; }

    internal IReadOnlyList<InProcessListener> Listeners => _listeners;

    /// <summary>Switches it on.</summary>
    /// <exception cref="InvalidOperationException">It is on already: the app has a client.</exception>
    internal void Enable(EventLoop loop)
    {
        if (Loop is not null)
            throw new InvalidOperationException("The app has a test client already: an app is started once, so build one for each client.");
        Loop = loop;
    }

    internal IConnectionListener Bind(EndPoint endPoint, Func<EndPoint, InProcessListener> create)
    {
        if (endPoint is IPEndPoint { Port: 0 } ip)
            endPoint = new IPEndPoint(ip.Address, ++_lastPort);
        if (_listeners.Any(listener => listener.EndPoint.Equals(endPoint)))
            throw new AddressInUseException($"The address {endPoint} is bound twice.");
        var created = create(endPoint);
        _listeners.Add(created);
        return created;
    }
}
