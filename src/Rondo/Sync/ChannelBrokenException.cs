namespace Rondo.Sync;

/// <summary>The other side is gone: a send that nobody will receive, or a receiver that was disconnected for being too slow.</summary>
public sealed class ChannelBrokenException : Exception
{
    internal ChannelBrokenException(string message)
        : base(message)
    {
    }
}
