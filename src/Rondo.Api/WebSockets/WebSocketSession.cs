using System.Net.WebSockets;
using Rondo.Api.WebSockets;

namespace Rondo.Api;

/// <summary>
/// An open WebSocket, for the time that its handler runs. When the handler returns, what is queued is sent and the socket closed with 1000.
/// </summary>
/// <remarks>
/// <para>A handler that throws an <see cref="ApiError"/> closes with 4000 plus its status (<see cref="NotFound"/>: 4404) and its
/// detail; any other
/// exception is logged and closes with 1011.</para>
/// <para>When the client closes, receiving ends as a sequence does; when it goes away without notice, everything that the handler
/// awaits is cancelled
/// (<see cref="CancelKind.Disconnected"/>), and <see cref="SocketOptions.CloseTimeout"/> after one that closed has left. When the
/// server stops, receiving ends too, and a handler that has not returned after
/// <see cref="SocketOptions.CloseTimeout"/> is cancelled; the client sees 1001.</para>
/// <para>Everything belongs to the connection's loop.</para>
/// </remarks>
public abstract class WebSocketSession
{
    private protected WebSocketSession(SocketLink link) => Link = link;

    /// <summary>The subprotocol that was agreed on, if any.</summary>
    public string? Subprotocol => Link.Subprotocol;

    /// <summary>Whether messages can be sent.</summary>
    public bool IsOpen => Link.CanSend;

    /// <summary>
    /// The code with which the client closed, or with which this side does; null while neither has, and when the connection broke.
    /// </summary>
    public WebSocketCloseStatus? CloseStatus => Link.Closed?.Status;

    /// <summary>The reason that goes with <see cref="CloseStatus"/>.</summary>
    public string? CloseReason => Link.Closed?.Reason;

    /// <summary>Cancelled when the server begins to stop, for handlers that do not receive.</summary>
    public CancellationToken StopToken => Link.StopToken;

    /// <summary>The counters of messages so far.</summary>
    public WebSocketStatistics Statistics => Link.Statistics;

    private protected SocketLink Link { get; }

    /// <summary>
    /// Closes: sends what is queued and then the close, after which nothing can be sent, and receiving ends. Again is harmless.
    /// </summary>
    /// <param name="status">1000 to 1003, 1007 to 1014, or 3000 to 4999.</param>
    /// <param name="reason">For the client's program or log; cut to 123 bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status cannot be sent.</exception>
    public ValueTask CloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure, string? reason = null) =>
        Link.CloseAsync(SocketClose.Of(status, reason));

    internal static async ValueTask<T> ReceiveAsync<T>(Rondo.Sync.Channel<T> messages, SocketLink link)
    {
        try
        {
            return await messages.ReceiveAsync();
        }
        catch (Exception exception) when (exception is Rondo.Sync.ChannelEndedException or Rondo.Sync.ChannelBrokenException)
        {
            throw link.ClosedError("nothing more will be received");
        }
    }
}
