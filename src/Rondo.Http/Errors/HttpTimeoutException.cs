using Rondo.Cancellation;

namespace Rondo.Http;

/// <summary>A call, or one attempt of it, did not finish in time.</summary>
public sealed class HttpTimeoutException : TimeoutException
{
    internal HttpTimeoutException(HttpRequestMessage? request, HttpPhase phase, TimeSpan limit, string option)
        : base(
            $"{request?.Method} {Address(request)} did not finish within {DurationText.Of(limit)}: it waited for {Words(phase)}. "
            + $"Raise {option} if the host needs more time.") =>
        Phase = phase;

    /// <summary>The phase in which the time was up.</summary>
    public HttpPhase Phase { get; }

    /// <summary>Without the query, which may hold secrets.</summary>
    private static string? Address(HttpRequestMessage? request) =>
        request?.RequestUri is { IsAbsoluteUri: true } uri ? uri.GetLeftPart(UriPartial.Path) : null;

    private static string Words(HttpPhase phase) => phase switch
    {
        HttpPhase.Queue => "a place under MaxConcurrentCalls",
        HttpPhase.Resolve => "the addresses of the host",
        HttpPhase.Connect => "the connection",
        HttpPhase.Tls => "the TLS handshake",
        HttpPhase.FirstByte => "the first byte of the response",
        _ => "the body of the response",
    };
}
