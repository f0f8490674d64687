namespace Rondo.Api;

/// <summary>A change in a <see cref="PresenceRoom{T}"/>.</summary>
/// <typeparam name="T">The type of the members' states.</typeparam>
/// <param name="Change">The kind of change.</param>
/// <param name="Member">The member, with its state after the change.</param>
public sealed record PresenceEvent<T>(PresenceChange Change, Member<T> Member);
