namespace Rondo.Api;

/// <summary>A server-sent event with all that the format has; where only the data matters, yield the data itself.</summary>
/// <typeparam name="T">The type of the data: a string is sent as it is, anything else as JSON.</typeparam>
/// <param name="Data">The data of the event.</param>
public sealed record ServerEvent<T>(T Data)
{
    /// <summary>The id that a reconnecting client sends as <c>Last-Event-ID</c>: see <see cref="LastEventId"/>.</summary>
    /// <value>Default: null, the client keeps the last one it saw. No line breaks and no NUL.</value>
    public string? Id { get; init; }

    /// <summary>The name that the client listens for.</summary>
    /// <value>Default: null, which browsers deliver as <c>message</c>. No line breaks.</value>
    public string? Event { get; init; }

    /// <summary>How long the client waits before it connects again, from now on.</summary>
    /// <value>Default: null, the client's own (some seconds). Sent in whole milliseconds.</value>
    public TimeSpan? Retry { get; init; }
}
