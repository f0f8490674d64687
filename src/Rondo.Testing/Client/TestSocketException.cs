using System.Net;
using System.Net.WebSockets;

namespace Rondo.Testing;

/// <summary>A WebSocket was refused, or ended while the test waited for a message.</summary>
public sealed class TestSocketException : Exception
{
    internal TestSocketException(string message)
        : base(message)
    {
    }

    /// <summary>The answer's status if the app refused the upgrade; else null.</summary>
    public HttpStatusCode? StatusCode { get; init; }

    /// <summary>The answer's body if the app refused the upgrade; else null.</summary>
    public string? Body { get; init; }

    /// <summary>Why the app closed the connection; null if it refused the upgrade, or broke the connection without notice.</summary>
    public WebSocketCloseStatus? CloseStatus { get; init; }
}
