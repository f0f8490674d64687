namespace Rondo.Api;

/// <summary>The kind of a <see cref="PresenceEvent{T}"/>.</summary>
public enum PresenceChange
{
    /// <summary>The member came.</summary>
    Joined,

    /// <summary>The member's state changed.</summary>
    Updated,

    /// <summary>The member left, or its process ended or cannot be reached.</summary>
    Left,
}
