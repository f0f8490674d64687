namespace Rondo.Api.Messaging;

/// <summary>Receives the messages of other processes, on any thread.</summary>
internal interface ITopicSink
{
    /// <summary>Receives a message.</summary>
    /// <param name="envelope">Its topic, and all that travels with it.</param>
    /// <param name="json">The message; valid during the call.</param>
    void Receive(Envelope envelope, ReadOnlyMemory<byte> json);

    /// <summary>Learns that messages may be missing.</summary>
    /// <param name="cause">The cause.</param>
    void Miss(GapCause cause);

    /// <summary>Learns that it has received the history that the broker keeps. May be called more than once.</summary>
    /// <param name="position">
    /// The id of the last message that it has, or a later one up to which the broker has no other; null if that is not known.
    /// </param>
    void CatchUp(string? position);
}
