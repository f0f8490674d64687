namespace Rondo.Server.WebSockets;

/// <summary>The verdict on a request as the opening handshake of a WebSocket (RFC 6455, 4.2.1).</summary>
internal enum HandshakeOutcome
{
    /// <summary>It asks for no WebSocket.</summary>
    NotAWebSocket,

    /// <summary>It asks for one of another version than 13: 426.</summary>
    OtherVersion,

    /// <summary>Its key is not 16 bytes of base64: 400.</summary>
    BadKey,

    Good,
}
