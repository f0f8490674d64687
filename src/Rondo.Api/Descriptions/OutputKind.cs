using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>How a handler's value becomes a response.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum OutputKind
{
    /// <summary>No value: 204.</summary>
    Nothing,

    /// <summary>JSON of the declared type.</summary>
    Json,

    /// <summary>Plain text.</summary>
    Text,

    /// <summary>A page.</summary>
    Html,

    /// <summary>Bytes or a stream.</summary>
    Bytes,

    /// <summary>Items as they come: a JSON array, JSON Lines or server-sent events.</summary>
    Stream,

    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>A result of ASP.NET's, which writes and documents itself.</summary>
    Result,

    /// <summary>A WebSocket.</summary>
    Socket,
}
