using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>A message that waits to be sent.</summary>
internal readonly record struct Outgoing(string Subject, Envelope Envelope, ReadOnlyMemory<byte> Json);
