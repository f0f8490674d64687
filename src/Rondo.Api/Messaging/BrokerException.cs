namespace Rondo.Api;

/// <summary>The broker between the processes of an app cannot be used now.</summary>
public sealed class BrokerException : Exception
{
    internal BrokerException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
