using Rondo.Cancellation;

namespace Rondo.Http;

/// <summary>The circuit breaker refused a call, because calls of its host keep failing.</summary>
public sealed class CircuitOpenException : HttpRequestException
{
    internal CircuitOpenException(string host, TimeSpan remaining, int failures, int calls, TimeSpan window)
        : base(
            $"The circuit of {host} is open for another {DurationText.Of(remaining)}: {failures} of {calls} calls failed within "
            + $"{DurationText.Of(window)}. Wait, or look at why the host fails.") =>
        (Host, Remaining) = (host, remaining);

    /// <summary>The host and port.</summary>
    public string Host { get; }

    /// <summary>The time until a call is let through.</summary>
    public TimeSpan Remaining { get; }
}
