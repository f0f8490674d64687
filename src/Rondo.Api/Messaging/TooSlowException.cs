namespace Rondo.Api;

/// <summary>A <see cref="TopicReceiver{T}"/> was disconnected because it was too far behind.</summary>
public sealed class TooSlowException : Exception
{
    internal TooSlowException(string message)
        : base(message)
    {
    }
}
