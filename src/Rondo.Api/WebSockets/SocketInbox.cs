using System.Net.WebSockets;

namespace Rondo.Api.WebSockets;

/// <summary>Where a link puts the messages that it receives.</summary>
internal abstract class SocketInbox
{
    internal abstract int Count { get; }

    /// <summary>Whether the handler waits for a message.</summary>
    internal abstract bool IsAwaited { get; }

    internal long Invalid { get; set; }

    /// <summary>Takes a message in, waiting for room; the bytes are the link's again afterwards.</summary>
    internal abstract ValueTask TakeAsync(SocketLink link, ReadOnlyMemory<byte> message, WebSocketMessageType type);

    /// <summary>Nothing more will come; what is there is still read.</summary>
    internal abstract void Complete();

    /// <summary>Ends reading. A sender that waits for room continues.</summary>
    internal abstract void Break();
}
