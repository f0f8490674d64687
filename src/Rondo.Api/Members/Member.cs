namespace Rondo.Api;

/// <summary>A member of a <see cref="PresenceRoom{T}"/>.</summary>
/// <typeparam name="T">The type of the state.</typeparam>
/// <param name="Id">The id of this membership. A name that joins twice has two.</param>
/// <param name="Name">The name that it joined with.</param>
/// <param name="State">Its state.</param>
public sealed record Member<T>(string Id, string Name, T State);
