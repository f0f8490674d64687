using System.IO.Pipelines;

namespace Rondo.Server.WebSockets;

/// <summary>An HTTP/1.1 request that can become a WebSocket: what its connection gives for that.</summary>
internal interface IPipeUpgrade
{
    /// <summary>The connection's loop.</summary>
    EventLoop Loop { get; }

    /// <summary>
    /// Sends 101 with the headers that the response has, and gives the connection's two ends. Whoever implements it goes on
    /// owning them: when
    /// the request is over it completes the output, lets what was flushed go out, half closes, and reads on for a moment, so that the
    /// close frame of a socket that ended itself is not lost to a reset. The rates and the limit of a request's body hold no longer.
    /// </summary>
    ValueTask<IDuplexPipe> UpgradeAsync();

    /// <summary>Says who is to be told when the server stops; at once, if it does already. Any thread.</summary>
    void NotifyOfDrain(IDrained user);

    /// <summary>Ends the connection at once. Any thread.</summary>
    void Abort(Exception? reason);
}
