namespace Rondo.Server.Loops;

/// <summary>The kinds of work that a stop waits for.</summary>
internal enum OpenWorkKind
{
    Request,
    WebSocket,
    Task,
}
