using Rondo.Server.WebSockets.Deflate;

namespace Rondo.Server.WebSockets;

/// <summary>The options with which a WebSocket was accepted.</summary>
internal sealed record LoopWebSocketOptions
{
    /// <summary>The subprotocol that was chosen.</summary>
    /// <value>Default: null, none.</value>
    internal string? SubProtocol { get; init; }

    /// <summary>
    /// How often something is sent to keep the connection alive; with a timeout, after how long a silence the client is pinged.
    /// </summary>
    /// <value>Default: never. Nothing that is not positive counts.</value>
    internal TimeSpan KeepAliveInterval { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long the client may stay silent after a ping.</summary>
    /// <value>Default: forever, and instead of pings, pongs are sent, which nobody answers.</value>
    internal TimeSpan KeepAliveTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How messages are compressed.</summary>
    /// <value>Default: null, they are not.</value>
    internal DeflateParameters? Deflate { get; init; }

    /// <summary>How many bytes a compressed message may have, inflated; a longer one ends the connection with 1009.</summary>
    /// <value>Default: no limit.</value>
    internal long MaxInflatedBytes { get; init; } = long.MaxValue;

    /// <summary>How many bytes a message may have, inflated; a longer one ends the connection with 1009.</summary>
    /// <value>Default: no limit. Messages are handed on as they come, so that length costs no memory here.</value>
    internal long MaxMessageBytes { get; init; } = long.MaxValue;
}
