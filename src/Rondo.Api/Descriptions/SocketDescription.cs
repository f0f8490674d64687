using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>The messages of a WebSocket.</summary>
/// <param name="Incoming">The type of the client's messages.</param>
/// <param name="Outgoing">The type of the server's messages.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record SocketDescription(Type Incoming, Type Outgoing);
