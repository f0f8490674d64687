namespace Rondo.Api.Messaging;

/// <summary>Receives the messages of other processes, on any thread.</summary>
internal interface ITopicSink
{
    /// <summary>Receives a message.</summary>
    /// <param name="topic">The name of its topic.</param>
    /// <param name="id">Its id, of a topic with a history.</param>
    /// <param name="json">The message; valid during the call.</param>
    void Receive(string topic, string? id, ReadOnlyMemory<byte> json);

    /// <summary>Learns that messages may be missing.</summary>
    /// <param name="cause">The cause.</param>
    void Miss(GapCause cause);
}
