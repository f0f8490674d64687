namespace Rondo.Sync;

/// <summary>The senders are done: a receive found everything received, or a send came after the end. The normal end of a channel.</summary>
public sealed class ChannelEndedException : Exception
{
    internal ChannelEndedException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}
