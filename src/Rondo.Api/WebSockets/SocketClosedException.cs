using System.Net.WebSockets;

namespace Rondo.Api;

/// <summary>The WebSocket is closed: nothing can be sent any more, or nothing more will be received.</summary>
/// <remarks>A handler need not catch it: one that ends with it after the close has ended normally.</remarks>
public sealed class SocketClosedException : Exception
{
    internal SocketClosedException(string message, WebSocketCloseStatus? status, string? reason)
        : base(message)
    {
        Status = status;
        Reason = reason;
    }

    /// <summary>The code of the close; null if the connection broke without one.</summary>
    public WebSocketCloseStatus? Status { get; }

    /// <summary>The reason that came with it.</summary>
    public string? Reason { get; }
}
