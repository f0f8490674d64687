using System.Net.WebSockets;
using Rondo.Api.Secrets;

namespace Rondo.Api.WebSockets;

/// <summary>A close of a WebSocket: what a close frame says. A class, since most sockets have none.</summary>
internal sealed record SocketClose(WebSocketCloseStatus Status, string? Reason)
{
    /// <summary>A control frame holds 125 bytes, and two of them are the code.</summary>
    private const int MaxReasonBytes = 123;

    internal static readonly SocketClose Normal = new(WebSocketCloseStatus.NormalClosure, null);

    internal static readonly SocketClose Stopping = new(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping.");

    internal static readonly SocketClose InternalError = new(WebSocketCloseStatus.InternalServerError, "The server failed.");

    /// <summary>An error of the API keeps its status: 404 is 4404, in the range that RFC 6455 leaves to applications.</summary>
    internal static SocketClose Of(ApiError error) => new((WebSocketCloseStatus)(4000 + error.Status), Cut(error.Detail ?? error.Title));

    /// <summary>The close that a program asked for.</summary>
    internal static SocketClose Of(WebSocketCloseStatus status, string? reason)
    {
        if ((int)status is not ((>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(status), status,
                $"{(int)status} cannot be sent as a close code: use 1000 to 1003, 1007 to 1014, or 3000 to 4999, of which "
                    + $"4000 and up are the application's own.");
        }

        return new SocketClose(status, Cut(reason));
    }

    internal static string? Cut(string? reason) => Shortened.ToBytes(reason, MaxReasonBytes);

    public override string ToString() => Reason is null ? $"{(int)Status}" : $"{(int)Status} '{Reason}'";
}
