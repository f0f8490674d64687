using Rondo.Api;
using Rondo.Api.Messaging;

namespace Rondo.Nats;

/// <summary>A message that waits to be sent.</summary>
/// <param name="Subject">Its subject.</param>
/// <param name="Envelope">Its topic, and all that travels with it.</param>
/// <param name="Json">The message.</param>
/// <param name="Kept">The options of a topic whose stream has to be there first; null for others.</param>
internal readonly record struct Outgoing(string Subject, Envelope Envelope, ReadOnlyMemory<byte> Json, TopicOptions? Kept);
