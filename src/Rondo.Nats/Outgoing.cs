namespace Rondo.Nats;

/// <summary>A message that waits to be sent.</summary>
internal readonly record struct Outgoing(string Subject, string? Id, ReadOnlyMemory<byte> Json);
