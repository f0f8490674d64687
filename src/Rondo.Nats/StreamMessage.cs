using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>A message of a stream.</summary>
/// <param name="Sequence">Its number in the stream.</param>
/// <param name="Envelope">Its topic, and all that travels with it.</param>
/// <param name="Json">The message.</param>
internal readonly record struct StreamMessage(ulong Sequence, Envelope Envelope, ReadOnlyMemory<byte> Json);
