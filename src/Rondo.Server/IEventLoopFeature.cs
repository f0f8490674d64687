namespace Rondo.Server;

/// <summary>Among a connection's and a request's features: the loop that serves it.</summary>
public interface IEventLoopFeature
{
    /// <summary>The loop on which every handler of the connection runs, from its first request to its last.</summary>
    EventLoop Loop { get; }
}
