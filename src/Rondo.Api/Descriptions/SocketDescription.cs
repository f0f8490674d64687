using System.ComponentModel;

namespace Rondo.Api.Runtime;

/// <summary>The messages of a WebSocket.</summary>
/// <param name="Incoming">What the client sends.</param>
/// <param name="Outgoing">What the server sends.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record SocketDescription(Type Incoming, Type Outgoing);
