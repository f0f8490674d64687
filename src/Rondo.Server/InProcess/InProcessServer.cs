using System.Net;
using Microsoft.AspNetCore.Connections;
using Rondo.Server.Loops;

namespace Rondo.Server.InProcess;

/// <summary>
/// The switch between serving a network and serving a test: on, endpoints are bound to nothing, the test's own loop is the
/// server's only loop, and connections are handed in.
/// </summary>
/// <remarks>A service of its own, because a test gets the app built: it can be reached after Build and before StartAsync.</remarks>
internal sealed class InProcessServer(LentLoop lent)
{
    private readonly List<InProcessListener> _listeners = [];
    private int _lastPort = 49151;

    /// <summary>Whether endpoints are bound to nothing.</summary>
    internal bool IsEnabled => lent.Loop is not null;

    internal IReadOnlyList<InProcessListener> Listeners => _listeners;

    /// <summary>Switches it on.</summary>
    /// <exception cref="InvalidOperationException">It is on already: the app has a client.</exception>
    internal void Enable(EventLoop loop) => lent.Lend(loop);

    /// <summary>Adds a listener.</summary>
    /// <returns>Its address, with a port if it had none.</returns>
    internal EndPoint Register(InProcessListener listener, EndPoint endPoint)
    {
        if (endPoint is IPEndPoint { Port: 0 } ip)
            endPoint = new IPEndPoint(ip.Address, ++_lastPort);
        if (_listeners.Any(other => other.EndPoint.Equals(endPoint)))
            throw new AddressInUseException($"The address {endPoint} is bound twice.");
        _listeners.Add(listener);
        return endPoint;
    }
}
