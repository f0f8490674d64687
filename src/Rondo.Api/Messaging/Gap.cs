namespace Rondo.Api;

/// <summary>Says that a receiver missed messages at this point.</summary>
/// <typeparam name="T">The type of the messages.</typeparam>
public sealed class Gap<T> : TopicEvent<T>
{
    internal Gap(long? count, GapCause cause)
    {
        Count = count;
        Cause = cause;
    }

    /// <summary>The number of messages missed; null if it is not known, which includes that there may be none.</summary>
    public long? Count { get; }

    /// <summary>The cause.</summary>
    public GapCause Cause { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Count?.ToString() ?? "unknown number of"} messages missed: {Cause}";
}
