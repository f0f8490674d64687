using System.Net;

namespace Rondo.Http.Errors;

/// <summary>Failures that may be gone at the next attempt.</summary>
internal static class TransientFailure
{
    internal static bool Is(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    internal static bool Is(Exception exception) => exception is HttpTimeoutException or HttpRequestException and not CircuitOpenException;
}
