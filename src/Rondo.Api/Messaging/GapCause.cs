namespace Rondo.Api;

/// <summary>The cause of a <see cref="Gap{T}"/>.</summary>
public enum GapCause
{
    /// <summary>The receiver was too slow, and its buffer was full.</summary>
    Slow,

    /// <summary>The history no longer has the messages after the last one that the receiver knows, or could not be read.</summary>
    History,

    /// <summary>The connection to the broker is lost. Messages of other processes are missing until <see cref="Reconnected"/>.</summary>
    Disconnected,

    /// <summary>The connection to the broker works again. Messages of other processes may be missing before this.</summary>
    Reconnected,

    /// <summary>A message of another process was no JSON of the topic's type.</summary>
    Unreadable,
}
