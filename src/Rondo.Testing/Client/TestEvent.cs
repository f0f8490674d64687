namespace Rondo.Testing;

/// <summary>One server-sent event.</summary>
/// <param name="Id">The last id that the server has sent, with this event or before it; what a client would resume from. Null if
/// none.</param>
/// <param name="Event">The event's name; <c>message</c> if it has none.</param>
/// <param name="Data">Its lines, joined with line feeds.</param>
/// <param name="Retry">How long the server asks clients to wait before they reconnect, where it said so with this event.</param>
public sealed record TestEvent(string? Id, string Event, string Data, TimeSpan? Retry)
{
    /// <summary>The text of a comment line, which is what heartbeats are; the other properties are then empty. Null for an event.</summary>
    public string? Comment { get; init; }
}
