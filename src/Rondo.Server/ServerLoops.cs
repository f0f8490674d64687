namespace Rondo.Server;

/// <summary>The event loops of a running server; a service, for what an app runs outside of requests and for diagnostics.</summary>
/// <remarks>Thread-safe.</remarks>
public abstract class ServerLoops
{
    private protected ServerLoops()
    {
    }

    /// <summary>The loops that serve requests.</summary>
    public abstract IReadOnlyList<EventLoop> Loops { get; }

    /// <summary>Open connections per loop, in the order of <see cref="Loops"/>.</summary>
    public abstract IReadOnlyList<int> Connections { get; }

    /// <summary>Requests begun since the start, per loop, in the order of <see cref="Loops"/>.</summary>
    public abstract IReadOnlyList<long> Requests { get; }
}
