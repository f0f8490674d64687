namespace Rondo.Api.Messaging;

/// <summary>A name or pattern that receivers of this process subscribed to with one type; one subscription at the broker.</summary>
internal abstract class TopicLine(string name, Type type)
{
    internal string Name => name;

    internal Type Type => type;

    internal bool IsPattern { get; } = TopicName.IsPattern(name);

    /// <summary>The subscription at the broker, once it is there. Guarded by the topics' gate.</summary>
    internal Task<IAsyncDisposable?>? Subscription { get; set; }

    internal abstract int Receivers { get; }

    /// <summary>Whether there are receivers, or some that wait for the history.</summary>
    internal abstract bool HasReceivers { get; }

    internal abstract bool HasHistory { get; }

    /// <summary>Whether the broker keeps the history.</summary>
    internal abstract bool IsKept { get; }

    /// <summary>Whether the history is older than its age.</summary>
    internal abstract bool IsExpired(TimeProvider clock);

    internal abstract bool HasRoom { get; }

    /// <summary>A receiver that publishers have to wait for.</summary>
    internal abstract ValueTask WaitForRoomAsync();

    /// <summary>Delivers a message of another type.</summary>
    internal abstract void DeliverJson(Envelope envelope, ReadOnlyMemory<byte> json);
}
