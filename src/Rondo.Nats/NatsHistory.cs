namespace Rondo.Nats;

/// <summary>The place where the last messages of topics with a history are kept.</summary>
public enum NatsHistory
{
    /// <summary>In each process that uses the topic; lost with it, and different in each.</summary>
    Process,

    /// <summary>In streams of the server's JetStream, in its memory: one history for all processes, lost with the server.</summary>
    Memory,

    /// <summary>In streams of the server's JetStream, on its disk: one history for all processes, which outlives the server.</summary>
    File,
}
